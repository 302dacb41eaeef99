# shellcheck shell=bash
# For scenarios with an Actions cache: a server of their own, and the tokens of its jobs. Sourced after lib.sh.

GHA_URL=
SERVER_PID=

# serve_gha: starts the server over the scenario's store, again after `stop_gha`, and sets GHA_URL: each time it listens
# at another port, one that is free.
serve_gha() {
  "$PROGRAM" serve gha --dir "$TMP/served" --port 0 -o json >"$TMP/server.json" 2>>"$TMP/server.log" &
  SERVER_PID=$!
  trap finish_gha EXIT
  comes gha_told || true
  GHA_URL=$(jq -r .url "$TMP/server.json")
  [ -n "$GHA_URL" ] || { cat "$TMP/server.log" >&2; fail "the server does not listen"; }
}

# gha_told: whether the server has said where it listens, or has ended.
gha_told() { grep '}$' "$TMP/server.json" || ! kill -0 "$SERVER_PID"; }

# stop_gha SIGNAL
stop_gha() {
  [ -n "$SERVER_PID" ] || return 0
  kill "-$1" "$SERVER_PID" 2>/dev/null || true
  wait "$SERVER_PID" 2>/dev/null || true
  SERVER_PID=
}

finish_gha() {
  stop_gha KILL
  [ -n "${CACHEFERRY_E2E_KEEP:-}" ] || rm -rf "$TMP"
}

# gha_entries: the keys of all entries that the server has.
gha_entries() { find "$TMP/served/entries" -name "*.json" -exec jq -r .key {} +; }

base64url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }

# gha_token SCOPE PERMISSION…: a job's token, unsigned.
gha_token() {
  local ac='' now
  now=$(date +%s)
  while [ $# -gt 0 ]; do
    ac+="${ac:+,}{\\\"Scope\\\":\\\"$1\\\",\\\"Permission\\\":$2}"
    shift 2
  done
  printf '%s.%s.' "$(printf '{"alg":"none","typ":"JWT"}' | base64url)" \
    "$(printf '{"ac":"[%s]","nbf":%d,"exp":%d}' "$ac" $((now - 60)) $((now + 3600)) | base64url)"
}

# gha VERSION TOKEN NAME: the attributes of the cache with this name, on the server that runs.
gha() {
  [ -n "$GHA_URL" ] || fail "no server runs"
  printf 'type=gha,version=%s,url=%s,url_v2=%s,token=%s,scope=%s' "$1" "$GHA_URL" "$GHA_URL" "$2" "$3"
}
