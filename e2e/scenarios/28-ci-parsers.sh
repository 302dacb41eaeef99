#!/usr/bin/env bash
# The CI systems' own parsers from npm: the action and all workflows for GitHub's, the commands for Azure Pipelines' agent.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

for tool in node npm; do
  command -v $tool >/dev/null || skip "needs the program '$tool'"
done
[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] || skip "needs Node 20 or newer"

CACHEFERRY_E2E_PROGRAM=$PROGRAM "$E2E/ci-parsers/run"
