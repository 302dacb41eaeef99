#!/usr/bin/env bash
# The scopes of two branches on one tag: a branch's first job hits what the default branch saved, and saves beside it.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
dir=$TMP/job-cache
repo=$REGISTRY/$REPO
export GITLAB_CI=true CI_DEFAULT_BRANCH=main

CI_COMMIT_BRANCH=main exits_with 0 ferry import --cache-from "$repo:cache" --dir "$dir"
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$dir,mode=max"
CI_COMMIT_BRANCH=main ferry export --dir "$dir" --cache-to "$repo:cache" --cache-to "type=local,dest=$TMP/shelf"
main=$(registry_digest "$REPO" cache-main)
assert_equal "$(layout_digest "$TMP/shelf" cache-main)" "$main" "the digest in the layout"

# A job on a branch that has no cache yet.
rm -rf "$dir"
export CI_COMMIT_BRANCH=feature/x
ferry import --dry-run --cache-from "$repo:cache" --dir "$dir" -o json >"$TMP/dry.json"
[ ! -e "$dir" ] || fail "a dry run wrote $dir"
assert_equal "$(jq -r '[.reads[].state] | join(" ")' "$TMP/dry.json")" "none there" "what the dry run sees"
ferry import --cache-from "$repo:cache" --dir "$dir" -o json >"$TMP/import.json"
assert_equal "$(jq -r .matchedScope "$TMP/import.json")" main "the scope that was restored"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=local,src=$dir"

# It saves a cache of its own, which is what it reads from then on; the default branch's stays.
other=$(context app two)
first_build "$TMP/other" "$other" --cache-to "type=local,dest=$dir,mode=max"
ferry export --dir "$dir" --cache-to "$repo:cache"
assert_equal "$(registry_digest "$REPO" cache-main)" "$main" "the default branch's cache"
tag=$(ferry scope "$repo:cache" -o json | jq -r '.specs[0].writes | split(":") | last')
assert_equal "$(registry_manifest "$REPO" "$tag" | config_digest)" "$(layout_manifest "$dir" latest | config_digest)" \
  "the branch's cache"
rm -rf "$dir"
ferry import --cache-from "$repo:cache" --dir "$dir" -o json >"$TMP/again.json"
assert_equal "$(jq -r .matchedScope "$TMP/again.json")" feature/x "the scope that was restored"
assert_fully_cached "$TMP/other" "$other" --cache-from "type=local,src=$dir"
