#!/usr/bin/env bash
# GitHub's own toolkit from npm against the program: serve gha, workflow commands, and the entries of type=gha.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

for tool in node npm; do
  command -v $tool >/dev/null || skip "needs the program '$tool'"
done
[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] || skip "needs Node 20 or newer"

CACHEFERRY_E2E_PROGRAM=$PROGRAM "$E2E/gha-clients/run"
