#!/usr/bin/env bash
# run around docker buildx bake: three targets become one cache, from which an empty builder hits all of them.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
cat >"$TMP/docker-bake.hcl" <<EOF
group "default" { targets = ["one", "two", "three"] }
target "common" {
  context = "$ctx"
  args = { BASE = "$CACHEFERRY_E2E_BASE" }
  network = "none"
  attest = ["type=provenance,disabled=true"]
  output = ["type=cacheonly"]
}
target "one" { inherits = ["common"] }
target "two" {
  inherits = ["common"]
  dockerfile-inline = "FROM $CACHEFERRY_E2E_BASE\nCOPY src.txt /two\nRUN echo ran && cp /two /copy"
}
target "three" {
  inherits = ["common"]
  dockerfile-inline = "FROM $CACHEFERRY_E2E_BASE\nCOPY src.txt /three\nRUN echo ran && cp /three /copy"
}
EOF

# run_bake DIR
run_bake() {
  ferry run --scope none --dir "$1" --cache-from "$REGISTRY/$REPO:cache" --cache-to "$REGISTRY/$REPO:cache" -- \
    docker buildx bake --progress=plain --allow "fs.read=$TMP" -f "$TMP/docker-bake.hcl" 2>&1
}

wipe
run_bake "$TMP/first" >"$TMP/first.log" || fail "$(cat "$TMP/first.log")"
grep -qE '^#[0-9]+ [0-9.]+ ran$' "$TMP/first.log" || fail "no step says that it ran: $(cat "$TMP/first.log")"
grep -q '^saved: ' "$TMP/first.log" || fail "nothing was saved: $(cat "$TMP/first.log")"
assert_equal "$(find "$TMP/first-targets" -maxdepth 1 -mindepth 1 -printf '%f\n' | sort | tr '\n' ' ')" \
  "one three two " "directories of the targets"
wipe
run_bake "$TMP/second" >"$TMP/second.log" || fail "$(cat "$TMP/second.log")"
steps=$(grep -cE '^#[0-9]+ CACHED$' "$TMP/second.log" || true)
[ "$steps" -ge 4 ] || fail "few steps were CACHED: $(cat "$TMP/second.log")"
for target in two three; do
  grep -qE "^#[0-9]+ \[$target [0-9]+/[0-9]+\] RUN" "$TMP/second.log" || fail "no step of $target: $(cat "$TMP/second.log")"
done
if grep -E '^#[0-9]+ [0-9.]+ ran$' "$TMP/second.log"; then fail "a step ran: $(cat "$TMP/second.log")"; fi
