#!/usr/bin/env bash
# The GitHub Action as the runner runs it, main and post, with real Node, the real program and `serve gha`; what it
# reads and writes against npm's toolkit.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

for tool in node npm; do
  command -v $tool >/dev/null || skip "needs the program '$tool'"
done
[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] || skip "needs Node 20 or newer"

(cd "$E2E/gha-clients" && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --silent; })
unset JAVA_HOME
for file in "$ROOT"/action/*.js "$ROOT"/action/lib/*.js; do node --check "$file"; done
CACHEFERRY_E2E_PROGRAM=$PROGRAM node --test --test-concurrency=2 "$ROOT"/action/test/*.test.mjs
