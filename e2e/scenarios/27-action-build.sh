#!/usr/bin/env bash
# The workflows of ci-examples/github, step by step, with builds on the real engine: the action around
# docker/build-push-action, a matrix with a merge at its end, and a pull request that is promoted. Each later job, on an
# empty builder, hits in every step.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

for tool in node npm; do
  command -v $tool >/dev/null || skip "needs the program '$tool'"
done
[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] || skip "needs Node 20 or newer"
(cd "$E2E/gha-clients" && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --silent; })
unset JAVA_HOME
serve_gha
count=0

# job WORKFLOW JOB CONTEXT TOKEN OPTIONS OUTPUT: on an empty builder; more options are a JSON object. Its log is in
# $TMP/job.log.
job() {
  local workflow=$1 name=$2 ctx=$3 token=$4 options=$5 output=$6
  count=$((count + 1))
  wipe
  jq -n --arg home "$TMP/jobs/$count" --arg context "$ctx" --arg token "$token" --arg url "$GHA_URL" \
    --arg base "$CACHEFERRY_E2E_BASE" --arg repo "$REGISTRY/$REPO" --arg output "$output" \
    --arg docker "$DOCKER_HOST" --arg config "$DOCKER_CONFIG" --arg path "$(dirname "$PROGRAM"):$TMP/bin:$PATH" \
    --argjson options "$options" '{
      home: $home, context: $context, replace: {"ghcr.io/acme": $repo},
      env: {DOCKER_HOST: $docker, DOCKER_CONFIG: $config, PATH: $path},
      runtime: {ACTIONS_RUNTIME_TOKEN: $token, ACTIONS_RESULTS_URL: $url, ACTIONS_CACHE_URL: $url, ACTIONS_CACHE_SERVICE_V2: "True"},
      arguments: ["--network=none", "--provenance=false", "--build-arg", "BASE=\($base)", "--output", $output]
    } * $options' >"$TMP/options.json"
  note "$workflow: $name"
  node "$ROOT/action/test/workflow.mjs" "$ROOT/ci-examples/github/$workflow.yml" "$name" "$TMP/options.json" \
    >"$TMP/job.log" 2>&1 || fail "$(cat "$TMP/job.log")"
}

# all_cached: the last job's build ran no step.
all_cached() { assert_equal "$(uncached_steps "$TMP/job.log")" "" "steps that missed ($(cat "$TMP/job.log"))"; }

# push: the context of a push to main.
push='{"event_name": "push", "ref": "refs/heads/main", "ref_name": "main", "sha": "0123abcd",
  "event": {"repository": {"default_branch": "main", "full_name": "acme/app"}}}'

main=$(gha_token refs/heads/main 3)
topic=$(gha_token refs/heads/topic 3 refs/heads/main 1)
ctx=$(context app)
job single build "$ctx" "$main" "{\"github\": $push}" "type=local,dest=$TMP/first"
grep -q '^saved: ' "$TMP/job.log" || fail "nothing was saved: $(cat "$TMP/job.log")"
job single build "$ctx" "$main" "{\"github\": $push}" type=cacheonly
all_cached
job single build "$ctx" "$topic" '{"github": {"event_name": "push", "ref": "refs/heads/topic", "ref_name": "topic",
  "event": {"repository": {"default_branch": "main"}}}}' "type=local,dest=$TMP/again"
diff -r "$TMP/first" "$TMP/again" >&2 || fail "a branch's build differs from the default branch's"

ctx=$(context fan)
for target in one two three; do
  job matrix build "$ctx" "$main" "{\"github\": $push, \"matrix\": {\"target\": \"$target\"}}" "type=local,dest=$TMP/$target"
done
job matrix merge "$ctx" "$main" "{\"github\": $push}" none
for target in one two three; do
  # Only the merged cache is left.
  job matrix build "$ctx" "$main" "{\"github\": $push, \"matrix\": {\"target\": \"$target\"},
    \"replace\": {\"ghcr.io/acme/app:cache-\": \"$REGISTRY/$REPO/none:\"}}" type=cacheonly
  all_cached
done

# The pull request of a branch of the repository itself; `gh` tells its number to the job after the merge.
mkdir -p "$TMP/bin"
printf '#!/bin/sh\necho 12\n' >"$TMP/bin/gh"
chmod +x "$TMP/bin/gh"
ctx=$(context app 'pull request')
job pull-request build "$ctx" "$main" '{"github": {"event_name": "pull_request", "ref": "refs/pull/12/merge",
  "ref_name": "12/merge", "head_ref": "topic", "base_ref": "main", "event": {"number": 12, "repository":
  {"default_branch": "main", "full_name": "acme/app"}, "pull_request": {"number": 12, "head": {"repo": {"full_name": "acme/app"}},
  "base": {"ref": "main", "repo": {"full_name": "acme/app"}}}}}}' "type=local,dest=$TMP/pull"
grep -q '^saved: ' "$TMP/job.log" || fail "nothing was saved: $(cat "$TMP/job.log")"
job pull-request build "$ctx" "$main" "{\"github\": $push}" type=cacheonly
all_cached
