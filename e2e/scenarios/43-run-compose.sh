#!/usr/bin/env bash
# run around docker compose build: two services become one cache, from which an empty builder hits both; the
# files that compose finds by itself, a service's own caches and a subdirectory included.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

docker compose version >/dev/null 2>&1 || skip "docker has no compose here"

ctx=$(context app)
mkdir -p "$ctx/sub"
cat >"$ctx/compose.yaml" <<EOF
services:
  web:
    image: $REGISTRY/$REPO/web
    build:
      context: .
      network: none
      args: { BASE: "$CACHEFERRY_E2E_BASE" }
      provenance: false
      cache_to: ["type=local,dest=$TMP/own \$\$,mode=max"]
  api:
    build: &api
      context: .
      network: none
      provenance: false
      dockerfile_inline: |
        FROM $CACHEFERRY_E2E_BASE
        COPY src.txt /api
        RUN echo ran && cp /api /copy && dd if=/dev/urandom of=/random bs=64 count=1
  tool:
    profiles: [tools]
    image: $REGISTRY/$REPO/tool
    build: *api
  store:
    image: $CACHEFERRY_E2E_BASE
EOF
printf 'services: { api: { image: %s } }\n' "$REGISTRY/$REPO/api" >"$ctx/compose.override.yaml"

# run_compose DIR ARGUMENT…: from a directory below the one with the files, where compose finds them.
run_compose() {
  local dir=$1
  shift
  (cd "$ctx/sub" && ferry run --scope none --dir "$dir" --cache-from "$REGISTRY/$REPO:cache" \
    --cache-to "$REGISTRY/$REPO:cache" -- docker compose --progress plain "$@") 2>&1
}

# empty_builder: compose keeps what it builds as images, which hold layers of the builder.
empty_builder() {
  docker image ls -q "$REGISTRY/$REPO/*" | sort -u | xargs -r docker image rm -f >/dev/null
  wipe
}

# assert_nothing_ran LOG: no step says that it ran. (What is reported as CACHED proves nothing here: compose makes images,
# and BuildKit reports a step whose layers it fetches just then as DONE, at random.)
assert_nothing_ran() {
  grep -qE '^#[0-9]+ \[.*\] RUN' "$1" || fail "nothing was built: $(cat "$1")"
  if grep -E '^#[0-9]+ [0-9.]+ ran$' "$1"; then fail "a step ran: $(cat "$1")"; fi
}

empty_builder
run_compose "$TMP/first" build >"$TMP/first.log" || fail "$(cat "$TMP/first.log")"
grep -qE '^#[0-9]+ [0-9.]+ ran$' "$TMP/first.log" || fail "no step says that it ran: $(cat "$TMP/first.log")"
grep -q '^saved: ' "$TMP/first.log" || fail "nothing was saved: $(cat "$TMP/first.log")"
assert_equal "$(grep -c '^warning' "$TMP/first.log")" 0 "warnings ($(cat "$TMP/first.log"))"
[ -e "$TMP/own \$/index.json" ] || fail "the service's own cache was not written: $(ls "$TMP")"
[ ! -e "$ctx/sub/first-targets" ] || fail "the user's tree has a layout"

note "an empty builder, and another directory"
empty_builder
run_compose "$TMP/second" build >"$TMP/second.log" || fail "$(cat "$TMP/second.log")"
assert_nothing_ran "$TMP/second.log"
grep -q '^unchanged: ' "$TMP/second.log" || fail "it was saved again: $(cat "$TMP/second.log")"

note "one service of two, with the files named, then one of a profile"
empty_builder
run_compose "$TMP/third" -f ../compose.yaml build api >"$TMP/third.log" || fail "$(cat "$TMP/third.log")"
assert_nothing_ran "$TMP/third.log"
empty_builder
run_compose "$TMP/fourth" build tool >"$TMP/fourth.log" || fail "$(cat "$TMP/fourth.log")"
assert_nothing_ran "$TMP/fourth.log"

note "what is shown can be pasted, and adds the caches and nothing else"
shown=$(cd "$ctx/sub" && ferry run --scope none --dir "$TMP/shown" --print --cache-from "$REGISTRY/$REPO:cache" \
    --cache-to "$REGISTRY/$REPO:cache" -- docker compose build)
(cd "$ctx/sub" && eval "$shown --print") | jq -S . >"$TMP/with.json"
(cd "$ctx/sub" && docker compose build --print) | jq -S . >"$TMP/without.json"
assert_equal "$(jq -c '.target[]["cache-to"] | length' "$TMP/with.json" | sort | tr '\n' ' ')" "1 2 " "caches to write"
rest() { jq 'del(.target[]["cache-from", "cache-to"]) | .group.default.targets |= sort' "$1"; }
diff <(rest "$TMP/with.json") <(rest "$TMP/without.json") >&2 || fail "something else was changed"
assert_equal "$(jq -c '.target.web["cache-to"][0]' "$TMP/with.json")" \
  "$(jq -c '.target.web["cache-to"][0]' "$TMP/without.json")" "the service's own cache"
empty_builder
