#!/usr/bin/env bash
# ci-examples/shell/build.sh as it is, by two jobs on a machine of their own: the second hits in every step and saves
# nothing. A build that fails is a failed job, a cache that cannot be reached is none.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
mkdir "$TMP/bin"
ln -s "$PROGRAM" "$TMP/bin/cacheferry"

# job NAME CACHE ARGUMENT…: an empty builder, and an empty place for the directory between backend and build.
job() {
  local name=$1 cache=$2
  shift 2
  note "job $name"
  wipe
  (cd "$ctx" && PATH="$TMP/bin:$PATH" XDG_CACHE_HOME="$TMP/$name" CACHE="$cache" \
    "$ROOT/ci-examples/shell/build.sh" --network=none --progress=plain --provenance=false \
    --build-arg "BASE=$CACHEFERRY_E2E_BASE" --output type=cacheonly "$@") >"$TMP/$name.log" 2>&1
}

job first "$REGISTRY/$REPO:cache" . || fail "$(cat "$TMP/first.log")"
grep -q '^saved: ' "$TMP/first.log" || fail "nothing was saved: $(cat "$TMP/first.log")"

job second "$REGISTRY/$REPO:cache" . || fail "$(cat "$TMP/second.log")"
grep -q '^restored: ' "$TMP/second.log" || fail "nothing was restored: $(cat "$TMP/second.log")"
assert_equal "$(uncached_steps "$TMP/second.log")" "" "steps that missed ($(cat "$TMP/second.log"))"
grep -q '^unchanged: ' "$TMP/second.log" || fail "it was saved again: $(cat "$TMP/second.log")"

exits_with 1 job failed "$REGISTRY/$REPO:failed" --target none .
unpublished "$REPO" failed || fail "a failed build was saved"

job unreachable "127.0.0.1:9/$REPO:cache" . || fail "a cache out of reach made the job red: $(cat "$TMP/unreachable.log")"
grep -q '^warning: ' "$TMP/unreachable.log" || fail "no warning: $(cat "$TMP/unreachable.log")"
