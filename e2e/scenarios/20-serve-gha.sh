#!/usr/bin/env bash
# BuildKit's own type=gha, both versions of the service, against `cacheferry serve gha`: what it writes there
# it hits, from its own branch and from one that may read it, and after the server was killed.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

PORT=$((20000 + $$ % 10000))
URL=http://127.0.0.1:$PORT/
SERVER_PID=

serve() {
  "$PROGRAM" serve gha --dir "$TMP/served" --port "$PORT" >>"$TMP/server.log" 2>&1 &
  SERVER_PID=$!
  local _
  for _ in $(seq 100); do
    if curl -s --noproxy '*' -o /dev/null "$URL"; then return; fi
    kill -0 "$SERVER_PID" 2>/dev/null || break
    sleep 0.1
  done
  cat "$TMP/server.log" >&2
  fail "the server does not answer"
}

# stop SIGNAL
stop() {
  [ -n "$SERVER_PID" ] || return 0
  kill "-$1" "$SERVER_PID" 2>/dev/null || true
  wait "$SERVER_PID" 2>/dev/null || true
  SERVER_PID=
}

finish() {
  stop KILL
  [ -n "${CACHEFERRY_E2E_KEEP:-}" ] || rm -rf "$TMP"
}
trap finish EXIT

base64url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }

# token SCOPE PERMISSION…: a job's token, unsigned.
token() {
  local ac='' now
  now=$(date +%s)
  while [ $# -gt 0 ]; do
    ac+="${ac:+,}{\\\"Scope\\\":\\\"$1\\\",\\\"Permission\\\":$2}"
    shift 2
  done
  printf '%s.%s.' "$(printf '{"alg":"none","typ":"JWT"}' | base64url)" \
    "$(printf '{"ac":"[%s]","nbf":%d,"exp":%d}' "$ac" $((now - 60)) $((now + 3600)) | base64url)"
}

# gha VERSION TOKEN NAME: the attributes of the cache with this name.
gha() { printf 'type=gha,version=%s,url=%s,url_v2=%s,token=%s,scope=%s' "$1" "$URL" "$URL" "$2" "$3"; }

main=$(token refs/heads/main 3)
feature=$(token refs/heads/feature 3 refs/heads/main 1)
reader=$(token refs/heads/main 1)
serve

for version in 1 2; do
  note "version $version"
  ctx=$(context app "version $version")
  first_build "$TMP/out-$version" "$ctx" --cache-to "$(gha $version "$main" "app$version"),mode=max"
  from=(--cache-from "$(gha $version "$main" "app$version")")
  assert_fully_cached "$TMP/out-$version" "$ctx" "${from[@]}"
  assert_stage_cached "$TMP/out-$version" build "$ctx" "${from[@]}"
done

note "both versions serve the same entries, and a branch reads the default branch's"
assert_fully_cached "$TMP/out-1" "$(context app "version 1")" --cache-from "$(gha 2 "$main" app1)"
assert_fully_cached "$TMP/out-2" "$(context app "version 2")" --cache-from "$(gha 1 "$feature" app2)"

note "blocks: a layer of some megabytes, and a second export over the first"
ctx=$(context big)
first_build "$TMP/out-big" "$ctx" --cache-to "$(gha 2 "$main" app2),mode=max"
assert_fully_cached "$TMP/out-big" "$ctx" --cache-from "$(gha 2 "$main" app2)"
first_build "$TMP/out-big" "$ctx" --cache-to "$(gha 1 "$main" big1),mode=max"
assert_fully_cached "$TMP/out-big" "$ctx" --cache-from "$(gha 1 "$main" big1)"

note "a token that may only read"
wipe
if build "$ctx" --output type=cacheonly --cache-to "$(gha 2 "$reader" none)" >"$TMP/denied.log"; then
  fail "an export with a read-only token went through"
fi
grep -q 'failed to reserve cache' "$TMP/denied.log" || fail "$(tail -n 5 "$TMP/denied.log")"
build "$ctx" --output type=cacheonly --cache-to "$(gha 2 "$reader" none),ignore-error=true" >"$TMP/denied.log" ||
  fail "ignore-error does not help"

note "killed and started again"
stop KILL
serve
assert_fully_cached "$TMP/out-big" "$ctx" --cache-from "$(gha 2 "$feature" big1)"
assert_fully_cached "$TMP/out-1" "$(context app "version 1")" --cache-from "$(gha 2 "$main" app1)"
