#!/usr/bin/env bash
# What BuildKit writes with type=gha we bring to a registry and a directory, and what a directory has we bring to
# the Actions cache, in both versions of its protocol: BuildKit hits all of it.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

main=$(gha_token refs/heads/main 3)
serve_gha

for version in 1 2; do
  note "version $version: gha to a registry and a directory"
  ctx=$(context app "version $version")
  out=$TMP/out-$version
  layout=$TMP/layout-$version
  ref=$REGISTRY/$REPO/app:v$version
  first_build "$out" "$ctx" --cache-to "$(gha $version "$main" app$version),mode=max"

  ferry migrate --cache-from "$(gha $version "$main" app$version)" \
    --cache-to "type=registry,ref=$ref" --cache-to "type=local,dest=$layout"
  for from in "type=registry,ref=$ref" "type=local,src=$layout"; do
    assert_fully_cached "$out" "$ctx" --cache-from "$from"
    assert_stage_cached "$out" build "$ctx" --cache-from "$from"
  done

  note "version $version: a directory to gha"
  ferry migrate --cache-from "type=local,src=$layout" --cache-to "$(gha $version "$main" "back$version")"
  assert_fully_cached "$out" "$ctx" --cache-from "$(gha $version "$main" "back$version")"
  assert_stage_cached "$out" build "$ctx" --cache-from "$(gha $version "$main" "back$version")"

  note "version $version: there and back keeps the graph"
  ferry migrate --cache-from "$(gha $version "$main" "back$version")" --cache-to "type=local,dest=$TMP/again-$version"
  assert_equal "$(layout_config "$layout" latest | graph)" \
    "$(layout_config "$TMP/again-$version" latest | graph)" "the graph is another"
done

note "large layers, over BuildKit's own next number"
ctx=$(context big)
first_build "$TMP/out-big" "$ctx" --cache-to "type=local,dest=$TMP/layout-big,mode=max"
ferry migrate --cache-from "type=local,src=$TMP/layout-big" --cache-to "$(gha 2 "$main" app2)"
assert_fully_cached "$TMP/out-big" "$ctx" --cache-from "$(gha 2 "$main" app2)"
ferry verify "$(gha 2 "$main" app2)"
