#!/usr/bin/env bash
# Three targets, each exported on a machine of its own, become one cache: builds of all three hit it from end to
# end, in a registry, in a directory and in the Actions cache. The order of the sources does not matter.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

main=$(gha_token refs/heads/main 3)
serve_gha
ctx=$(context fan)
ref=$REGISTRY/$REPO/app

for target in one two three; do
  first_build "$TMP/out-$target" "$ctx" --target "$target" --cache-to "type=local,dest=$TMP/$target,mode=max"
done
ferry migrate --cache-from "type=local,src=$TMP/one" --cache-to "$ref:one" --cache-to "$(gha 2 "$main" one)"
ferry migrate --cache-from "type=local,src=$TMP/two" --cache-to "$ref:two" --cache-to "$(gha 2 "$main" two)"
ferry migrate --cache-from "type=local,src=$TMP/three" --cache-to "$ref:three" --cache-to "$(gha 2 "$main" three)"

# all_cached SPEC: builds of all targets hit.
all_cached() {
  local target
  for target in one two three; do
    assert_fully_cached "$TMP/out-$target" "$ctx" --target "$target" --cache-from "$1"
  done
}

note "from three tags to one"
ferry merge "$ref:one" "$ref:two" "$ref:three" --cache-to "$ref:all"
all_cached "type=registry,ref=$ref:all"

note "in another order, from three backends, to a directory: the same bytes"
ferry merge "$(gha 2 "$main" three)" "type=local,src=$TMP/one" "$ref:two" --cache-to "type=local,dest=$TMP/all"
assert_equal "$(layout_digest "$TMP/all" latest)" "$(registry_digest "$REPO/app" all)" "digest of the merged cache"
all_cached "type=local,src=$TMP/all"

note "one after the other into one name of the Actions cache"
for target in one two three; do
  ferry export --dir "$TMP/$target" --merge --on-error fail --cache-to "$(gha 2 "$main" all)"
done
all_cached "$(gha 2 "$main" all)"

note "a cache that is not there"
exits_with 1 ferry merge "$ref:one" "$ref:none" --cache-to "$ref:some"
ferry merge --skip-missing "$ref:one" "$ref:none" --cache-to "$ref:some"
assert_fully_cached "$TMP/out-one" "$ctx" --target one --cache-from "type=registry,ref=$ref:some"

note "the two newest exports only"
for target in one two three; do
  ferry export --dir "$TMP/$target" --merge --keep-generations 2 --on-error fail --cache-to "$ref:newest"
done
for target in two three; do
  assert_fully_cached "$TMP/out-$target" "$ctx" --target "$target" --cache-from "type=registry,ref=$ref:newest"
done
wipe
build "$ctx" --target one --cache-from "type=registry,ref=$ref:newest" --output type=cacheonly >"$TMP/left-out.log"
[ -n "$(uncached_steps "$TMP/left-out.log")" ] || fail "the oldest export is still there"
