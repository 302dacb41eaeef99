#!/usr/bin/env bash
# The examples against CircleCI's own parser, from npm, and the schemas that Azure Pipelines, Bitbucket, Buildkite, GitHub
# and GitLab publish of their files, from Debian's python3-check-jsonschema. Jenkins publishes neither.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

for tool in node npm; do
  command -v $tool >/dev/null || skip "needs the program '$tool'"
done
[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] || skip "needs Node 20 or newer"
(cd "$E2E/ci-systems" && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --silent; })

schemas=$("$E2E/engine" ci-schemas) || skip "needs Debian's package python3-check-jsonschema"
node "$E2E/ci-systems/check.mjs" "$schemas"
