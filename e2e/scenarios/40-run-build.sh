#!/usr/bin/env bash
# run around docker buildx build: what one builder made, the next, which is empty, hits in every step; by way
# of a registry and of a directory.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

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

# The build's own exit code, and no cache of it.
printf 'FROM %s\nRUN false\n' "$CACHEFERRY_E2E_BASE" >"$TMP/Dockerfile"
exits_with 1 ferry run --scope none --dir "$TMP/failed" --cache-to "$REGISTRY/$REPO:failed" -- \
  docker buildx build --network=none --progress=plain -f "$TMP/Dockerfile" "$ctx"
[ -z "$(registry_digest "$REPO" failed 2>/dev/null)" ] || fail "a failed build was saved"

# A target that cannot be reached: green, one warning, inside its budget.
began=$SECONDS
ferry run --scope none --dir "$TMP/unsaved" --cache-to "127.0.0.1:9/$REPO:cache" --time-budget 5s -- \
  docker buildx build --network=none --progress=plain --provenance=false \
  --build-arg "BASE=$CACHEFERRY_E2E_BASE" --output type=cacheonly "$ctx" >"$TMP/unsaved.log" 2>&1 ||
  fail "a failed save made the build red: $(cat "$TMP/unsaved.log")"
assert_equal "$(grep -c '^warning: ' "$TMP/unsaved.log")" 1 "warnings ($(cat "$TMP/unsaved.log"))"
[ $((SECONDS - began)) -le 20 ] || fail "took $((SECONDS - began)) s"
