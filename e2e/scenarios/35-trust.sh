#!/usr/bin/env bash
# An export in CI leaves a record of its writer, which BuildKit passes over on every backend; a merge request may not
# replace what the default branch wrote, and --min-trust reads only what is trusted.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

ctx=$(context app)
dir=$TMP/job-cache
ref=$REGISTRY/$REPO:shared
serve_gha
gha=$(gha 2 "$(gha_token refs/heads/main 3)" shared)
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$dir,mode=max"

export GITLAB_CI=true CI_PROJECT_PATH=acme/app CI_DEFAULT_BRANCH=main CI_JOB_URL=https://gitlab.example/jobs/1
as_default() { CI_COMMIT_BRANCH=main ferry "$@"; }
as_merge_request() {
  CI_MERGE_REQUEST_IID=7 CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=topic CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main \
    CI_MERGE_REQUEST_PROJECT_PATH=acme/app CI_MERGE_REQUEST_SOURCE_PROJECT_PATH=acme/app \
    CI_MERGE_REQUEST_PROJECT_ID=1 CI_MERGE_REQUEST_SOURCE_PROJECT_ID=1 ferry "$@"
}

note "BuildKit passes over the record"
as_default export --scope none --dir "$dir" --cache-to "$ref" --cache-to "type=local,dest=$TMP/shelf" \
  --cache-to "type=registry,ref=$ref-index,image-manifest=false" --cache-to "$gha"
for from in "type=registry,ref=$ref" "type=registry,ref=$ref-index" "type=local,src=$TMP/shelf" "$gha"; do
  assert_equal "$(ferry inspect "$from" -o json | jq -r '.tier + " " + .contributions[0].ref')" \
    "default refs/heads/main" "the record of $from"
  assert_fully_cached "$TMP/out" "$ctx" --cache-from "$from"
done

note "a merge request may not replace it"
other=$(context app two)
first_build "$TMP/other" "$other" --cache-to "type=local,dest=$TMP/other-cache,mode=max"
before=$(registry_digest "$REPO" shared)
exits_with 5 as_merge_request export --scope none --dir "$TMP/other-cache" --cache-to "$ref"
exits_with 5 as_merge_request export --scope main --dir "$TMP/other-cache" --cache-to "$ref"
assert_equal "$(registry_digest "$REPO" shared)" "$before" "the default branch's cache"
exits_with 0 as_merge_request export --dir "$TMP/other-cache" --cache-to "$ref"

tag=$(as_merge_request scope "$ref" -o json | jq -r '.specs[0].writes | split(":") | last')
note "after the merge the default branch promotes it, and hits what both built"
exits_with 5 as_merge_request promote "$REGISTRY/$REPO:$tag" "$ref"
as_default promote --from-scope pr-7 "$ref" "$ref"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=registry,ref=$ref"
assert_fully_cached "$TMP/other" "$other" --cache-from "type=registry,ref=$ref"

note "a release reads only what is trusted"
exits_with 3 ferry import --scope none --min-trust default --fail-on-miss --cache-from "$REGISTRY/$REPO:$tag" \
  --dir "$TMP/release"
exits_with 0 ferry import --scope none --min-trust default --fail-on-miss --cache-from "$ref" --dir "$TMP/release"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=local,src=$TMP/release"
