#!/usr/bin/env bash
# BuildKit's own type=gha, both versions of the service, against `cacheferry serve gha`: what it writes there
# it hits, from its own branch and from one that may read it, and after the server was killed.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# shellcheck source=../gha.sh
. "$E2E/gha.sh"

main=$(gha_token refs/heads/main 3)
feature=$(gha_token refs/heads/feature 3 refs/heads/main 1)
reader=$(gha_token refs/heads/main 1)
serve_gha

for version in 1 2; do
  note "version $version"
  ctx=$(context app "version $version")
  first_build "$TMP/out-$version" "$ctx" --cache-to "$(gha $version "$main" "app$version"),mode=max"
  from=(--cache-from "$(gha $version "$main" "app$version")")
  assert_fully_cached "$TMP/out-$version" "$ctx" "${from[@]}"
  assert_stage_cached "$TMP/out-$version" build "$ctx" "${from[@]}"
done

note "both versions serve the same entries, and a branch reads the default branch's"
assert_fully_cached "$TMP/out-1" "$(context app "version 1")" --cache-from "$(gha 2 "$main" app1)"
assert_fully_cached "$TMP/out-2" "$(context app "version 2")" --cache-from "$(gha 1 "$feature" app2)"

note "blocks: a layer of some megabytes, and a second export over the first"
ctx=$(context big)
first_build "$TMP/out-big" "$ctx" --cache-to "$(gha 2 "$main" app2),mode=max"
assert_fully_cached "$TMP/out-big" "$ctx" --cache-from "$(gha 2 "$main" app2)"
first_build "$TMP/out-big" "$ctx" --cache-to "$(gha 1 "$main" big1),mode=max"
assert_fully_cached "$TMP/out-big" "$ctx" --cache-from "$(gha 1 "$main" big1)"

note "a token that may only read"
wipe
if build "$ctx" --output type=cacheonly --cache-to "$(gha 2 "$reader" none)" >"$TMP/denied.log"; then
  fail "an export with a read-only token went through"
fi
grep -q 'failed to reserve cache' "$TMP/denied.log" || fail "$(tail -n 5 "$TMP/denied.log")"
build "$ctx" --output type=cacheonly --cache-to "$(gha 2 "$reader" none),ignore-error=true" >"$TMP/denied.log" ||
  fail "ignore-error does not help"

note "killed and started again"
stop_gha KILL
serve_gha
assert_fully_cached "$TMP/out-big" "$ctx" --cache-from "$(gha 2 "$feature" big1)"
assert_fully_cached "$TMP/out-1" "$(context app "version 1")" --cache-from "$(gha 2 "$main" app1)"
