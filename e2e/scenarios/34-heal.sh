#!/usr/bin/env bash
# A blob of a step in the middle goes missing, in a registry, a layout and the Actions cache. The build from such a
# registry fails; after heal, or after an import that heals by itself, it succeeds and only the step that was lost runs.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

# top_blob: of a cache config on stdin, the last layer of the record with the longest chain: the build stage's last step.
top_blob() {
  jq -r '.layers as $l | def depth(i): if i == -1 then 0 else 1 + depth($l[i].parent // 0) end;
    [range($l | length)] | max_by(depth(.)) | $l[.].blob'
}

# only_the_lost_step_runs OUT CONTEXT ARGUMENT…: the build of the stage succeeds, and of its files, which are random, the
# last step's alone are others than the first build's in OUT. (What is reported as CACHED proves nothing here: BuildKit
# reports a step as DONE whose layers it fetches to run the next one.)
only_the_lost_step_runs() {
  local out=$1 file
  shift
  wipe
  rm -rf "$TMP/healed"
  build "$@" --target build --output "type=local,dest=$TMP/healed" >"$TMP/healed-build.log" || {
    cat "$TMP/healed-build.log" >&2
    fail "the build failed"
  }
  for file in first tools-id; do
    assert_equal "$(cat "$TMP/healed/out/$file")" "$(cat "$out/$file")" "a step ran again that was not lost"
  done
  [ "$(cat "$TMP/healed/out/second")" != "$(cat "$out/second")" ] || fail "the lost step did not run"
}

ctx=$(context app)
ref=type=registry,ref=$REGISTRY/$REPO:cache
first_build "$TMP/out" "$ctx" --cache-to "$ref,mode=max" --cache-to "type=local,dest=$TMP/layout,mode=max"
victim=$(registry_config "$REPO" cache | top_blob)
hex=${victim#sha256:}

note "the registry loses the blob"
rm -r "$REGISTRY_DATA/blobs/sha256/${hex:0:2}/$hex"
wipe
if build "$ctx" --target build --cache-from "$ref" --output "type=local,dest=$TMP/broken" >"$TMP/broken.log"; then
  fail "the build from a cache with a missing blob succeeded: healing is of no use"
fi
grep -q "not found" "$TMP/broken.log" || fail "the build failed for another reason"

note "import brings the rest"
flags=$(ferry import --cache-from "$ref" --dir "$TMP/imported" -o json)
[ "$(jq '.healed.blobs | length' <<<"$flags")" = 1 ] || fail "import does not tell what was lost: $flags"
exits_with 0 ferry verify "type=local,src=$TMP/imported" >&2
only_the_lost_step_runs "$TMP/out" "$ctx" --cache-from "type=local,src=$TMP/imported"

note "heal keeps the rest where it is"
exits_with 6 ferry verify "$ref" >&2
ferry heal "$ref" >&2
exits_with 0 ferry verify "$ref" >&2
only_the_lost_step_runs "$TMP/out" "$ctx" --cache-from "$ref"
before=$(registry_digest "$REPO" cache)
[[ $(ferry heal "$ref") == sound:* ]] || fail "a healed cache is not sound"
assert_equal "$before" "$(registry_digest "$REPO" cache)" "a sound cache was written"

note "a layout loses the blob"
victim=$(layout_config "$TMP/layout" latest | top_blob)
rm -f "$(layout_blob "$TMP/layout" "$victim")"
ferry heal "type=local,src=$TMP/layout" >&2
exits_with 0 ferry verify "type=local,src=$TMP/layout" >&2
only_the_lost_step_runs "$TMP/out" "$ctx" --cache-from "type=local,src=$TMP/layout"

note "the Actions cache evicts the blob"
main=$(gha_token refs/heads/main 3)
serve_gha
ctx=$(context app gha)
first_build "$TMP/out-gha" "$ctx" --cache-to "$(gha 2 "$main" app),mode=max"
ferry migrate --cache-from "$(gha 2 "$main" app)" --cache-to "type=local,dest=$TMP/gha-layout"
victim=$(layout_config "$TMP/gha-layout" latest | top_blob)
stop_gha TERM
entry=$(grep -rl "buildkit-blob-1-$victim" "$TMP/served/entries" --include='*.json')
rm "$entry"
serve_gha
exits_with 6 ferry verify "$(gha 2 "$main" app)" >&2
ferry heal "$(gha 2 "$main" app)" >&2
exits_with 0 ferry verify "$(gha 2 "$main" app)" >&2
only_the_lost_step_runs "$TMP/out-gha" "$ctx" --cache-from "$(gha 2 "$main" app)"
