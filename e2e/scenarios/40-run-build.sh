#!/usr/bin/env bash
# run around docker buildx build: what one builder made, the next, which is empty, hits in every step; by way
# of a registry, of a directory and of the Actions cache, and without a detour.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

ctx=$(context app)

# run_build DIR SPEC-FROM SPEC-TO ARGUMENT…: the wrapper, on a machine of its own.
run_build() {
  local dir=$1 from=$2 to=$3
  shift 3
  ferry run --scope none --dir "$dir" --cache-from "$from" --cache-to "$to" -- \
    docker buildx build --network=none --progress=plain --provenance=false \
    --build-arg "BASE=$CACHEFERRY_E2E_BASE" "$@" "$ctx" 2>&1
}

round() {
  local name=$1 from=$2 to=$3
  note "by way of $name"
  wipe
  run_build "$TMP/$name-1" "$from" "$to" --output type=cacheonly >"$TMP/first.log" || fail "$(cat "$TMP/first.log")"
  grep -q '^saved: ' "$TMP/first.log" || fail "nothing was saved: $(cat "$TMP/first.log")"
  wipe
  run_build "$TMP/$name-2" "$from" "$to" --output type=cacheonly >"$TMP/second.log" || fail "$(cat "$TMP/second.log")"
  assert_equal "$(uncached_steps "$TMP/second.log")" "" "steps that missed ($(cat "$TMP/second.log"))"
  grep -q '^unchanged: ' "$TMP/second.log" || fail "it was saved again: $(cat "$TMP/second.log")"
}

round registry "$REGISTRY/$REPO:cache" "$REGISTRY/$REPO:cache"
round local "type=local,src=$TMP/kept" "type=local,dest=$TMP/kept"

serve_gha
ACTIONS_RUNTIME_TOKEN=$(gha_token refs/heads/main 3)
export ACTIONS_RUNTIME_TOKEN ACTIONS_RESULTS_URL=$GHA_URL ACTIONS_CACHE_URL=$GHA_URL ACTIONS_CACHE_SERVICE_V2=true
round gha type=gha,scope=app type=gha,scope=app
round gha-packed type=gha,scope=packed type=gha,scope=packed,pack=true

# direct NAME SPEC: the builder itself writes and reads.
direct() {
  local name=$1 spec=$2 _
  note "without a detour: $name"
  for _ in 1 2; do
    wipe
    ferry run --direct --scope none --cache-from "$spec" --cache-to "$spec" -- \
      docker buildx build --network=none --progress=plain --provenance=false \
      --build-arg "BASE=$CACHEFERRY_E2E_BASE" --output type=cacheonly "$ctx" >"$TMP/direct.log" 2>&1 ||
      fail "$(cat "$TMP/direct.log")"
  done
  assert_equal "$(uncached_steps "$TMP/direct.log")" "" "steps that missed ($(cat "$TMP/direct.log"))"
  ferry verify "$spec" >"$TMP/verify.log" 2>&1 || fail "$(cat "$TMP/verify.log")"
}
direct registry "type=registry,ref=$REGISTRY/$REPO:direct"
direct gha type=gha,scope=direct
# Other bytes of another build, but as much of it: the steps of the stage in the middle, too.
size() { registry_config "$REPO" "$1" | jq -c '[(.records, .layers) | length]'; }
assert_equal "$(size direct)" "$(size cache)" "records and layers"

note "without a detour, and the target cannot be reached"
ferry run --direct --scope none --cache-to "127.0.0.1:9/$REPO:cache" -- \
  docker buildx build --network=none --progress=plain --provenance=false \
  --build-arg "BASE=$CACHEFERRY_E2E_BASE" --output type=cacheonly "$ctx" >"$TMP/direct.log" 2>&1 ||
  fail "a failed save made the build red: $(cat "$TMP/direct.log")"

# The build's own exit code, and no cache of it unless that is asked for; a solve that fails leaves none.
printf 'FROM %s\nRUN false\n' "$CACHEFERRY_E2E_BASE" >"$TMP/Dockerfile"
exits_with 1 ferry run --scope none --dir "$TMP/failed" --cache-to "$REGISTRY/$REPO:failed" -- \
  docker buildx build --network=none --progress=plain -f "$TMP/Dockerfile" "$ctx"
unpublished "$REPO" failed || fail "a failed build was saved"
exits_with 1 ferry run --scope none --dir "$TMP/failed" --cache-to "$REGISTRY/$REPO:failed" --save-on always -- \
  docker buildx build --network=none --progress=plain -f "$TMP/Dockerfile" "$ctx" >"$TMP/failed.log" 2>&1
grep -q '^nothing was saved: the build failed in its first step$' "$TMP/failed.log" || fail "$(cat "$TMP/failed.log")"

# A target that cannot be reached: green, one warning, inside its budget.
began=$SECONDS
ferry run --scope none --dir "$TMP/unsaved" --cache-to "127.0.0.1:9/$REPO:cache" --time-budget 5s -- \
  docker buildx build --network=none --progress=plain --provenance=false \
  --build-arg "BASE=$CACHEFERRY_E2E_BASE" --output type=cacheonly "$ctx" >"$TMP/unsaved.log" 2>&1 ||
  fail "a failed save made the build red: $(cat "$TMP/unsaved.log")"
assert_equal "$(grep -c '^warning: ' "$TMP/unsaved.log")" 1 "warnings ($(cat "$TMP/unsaved.log"))"
[ $((SECONDS - began)) -le 60 ] || fail "took $((SECONDS - began)) s"
