#!/usr/bin/env bash
# A blob that went missing in the registry: verify finds it and names the steps that it costs.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
ref=type=registry,ref=$REGISTRY/$REPO:cache
first_build "$TMP/out" "$ctx" --cache-to "$ref,mode=max"
exits_with 0 ferry verify "$ref" >&2

# The record with the longest chain is the last step of the build stage; its last layer goes.
registry_config "$REPO" cache >"$TMP/config.json"
victim=$(jq -r '.layers as $l | def depth(i): if i == -1 then 0 else 1 + depth($l[i].parent // 0) end;
  [range($l | length)] | max_by(depth(.)) | $l[.].blob' "$TMP/config.json")
costs=$(jq -r --arg b "$victim" '.layers as $l
  | def has(i): i != -1 and ($l[i].blob == $b or has($l[i].parent // 0));
  .records[] | select(any((.layers // [])[]; has(.layer))) | .digest' "$TMP/config.json")
[ -n "$costs" ] || fail "no record has the blob $victim"
hex=${victim#sha256:}
rm -r "$REGISTRY_DATA/blobs/sha256/${hex:0:2}/$hex"

exits_with 6 ferry verify "$ref" >"$TMP/verify.txt"
cat "$TMP/verify.txt" >&2
exits_with 6 ferry verify "$ref" -o json >"$TMP/verify.json"
jq -e . "$TMP/verify.json" >/dev/null || fail "verify -o json does not print JSON"

grep -q "${hex:0:12}" "$TMP/verify.txt" || fail "verify does not name the blob $victim"
grep -q "$victim" "$TMP/verify.json" || fail "verify -o json does not name the blob $victim"
for record in $costs; do
  bare=${record#sha256:}
  grep -q "${bare:0:12}" "$TMP/verify.txt" || fail "verify does not name the step $record"
  grep -q "$record" "$TMP/verify.json" || fail "verify -o json does not name the step $record"
done

# A damaged cache is not spread: the copy fails, or it leaves out what is missing and is whole.
if ferry migrate --cache-from "$ref" --cache-to "type=local,dest=$TMP/copy" >&2; then
  exits_with 0 ferry verify "type=local,src=$TMP/copy" >&2
elif [ -e "$TMP/copy/index.json" ]; then
  fail "a failed copy left an index"
fi
