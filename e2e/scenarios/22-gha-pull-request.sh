#!/usr/bin/env bash
# A pull request's job: it reads the default branch's cache, uploads only what that lacks, into a scope of its own,
# and does not change what main reads. A job that may only read says so and sends nothing.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

main=$(gha_token refs/heads/main 3)
pull=$(gha_token refs/pull/7/merge 3 refs/heads/main 1)
reader=$(gha_token refs/heads/main 1)
serve_gha

for version in 1 2; do
  note "version $version: the pull request begins with main's cache"
  ctx=$(context app "main $version")
  first_build "$TMP/main-$version" "$ctx" --cache-to "type=local,dest=$TMP/layout-main-$version,mode=max"
  ferry migrate --cache-from "type=local,src=$TMP/layout-main-$version" --cache-to "$(gha $version "$main" app$version)"
  assert_fully_cached "$TMP/main-$version" "$ctx" --cache-from "$(gha $version "$pull" app$version)"

  note "version $version: the same cache from the pull request moves no blob"
  ferry migrate -o json --cache-from "type=local,src=$TMP/layout-main-$version" \
    --cache-to "$(gha $version "$pull" same$version)" >"$TMP/report.json"
  grep -q '"blobsMoved":0\|"moved":0' <(tr -d ' \n' <"$TMP/report.json") || fail "$(cat "$TMP/report.json")"

  note "version $version: what the pull request writes is its own"
  changed=$(context app "pull $version")
  first_build "$TMP/pull-$version" "$changed" --cache-to "type=local,dest=$TMP/layout-pull-$version,mode=max"
  ferry migrate --cache-from "type=local,src=$TMP/layout-pull-$version" --cache-to "$(gha $version "$pull" app$version)"
  ferry import --cache-from "$(gha $version "$pull" app$version)" --dir "$TMP/imported-$version" >"$TMP/flags"
  assert_fully_cached "$TMP/pull-$version" "$changed" --cache-from "type=local,src=$TMP/imported-$version"
  assert_fully_cached "$TMP/main-$version" "$ctx" --cache-from "$(gha $version "$main" app$version)"
done

note "a token that may only read"
ferry export -o json --dir "$TMP/layout-pull-2" --cache-to "$(gha 2 "$reader" none)" >"$TMP/report.json"
grep -q 'skipped-readonly' "$TMP/report.json" || fail "$(cat "$TMP/report.json")"
