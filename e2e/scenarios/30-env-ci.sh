#!/usr/bin/env bash
# What scope derives from the environments of CI systems, against npm's env-ci.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

for tool in node npm; do
  command -v $tool >/dev/null || skip "needs the program '$tool'"
done
[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] || skip "needs Node 20 or newer"

CACHEFERRY_E2E_PROGRAM=$PROGRAM "$E2E/env-ci/run"
