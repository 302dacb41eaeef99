#!/usr/bin/env bash
# doctor: nothing to say of a machine and places that are as they should be, and one trap after another.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

unset ACTIONS_RUNTIME_TOKEN ACTIONS_RESULTS_URL ACTIONS_CACHE_URL SSL_CERT_FILE CACHEFERRY_DIR
export XDG_CACHE_HOME=$TMP/cache-home
out=$TMP/doctor.json

# doctor STATUS ARGUMENT…: its findings are in $out afterwards.
doctor() {
  local status=$1
  shift
  exits_with "$status" ferry doctor -o json "$@" >"$out"
}

# found LEVEL: the identifiers at this level, those of the machine's disks aside.
found() {
  jq -r --arg level "$1" '[.findings[] | select(.level == $level and .check != "space") | .id] | unique | join(" ")' "$out"
}

# finds TRAP ARGUMENT…: there is exactly this problem, and something to be done about it.
finds() {
  local trap=$1
  shift
  note "$trap"
  doctor 1 "$@"
  assert_equal "$(found problem)" "$trap" "problems ($(cat "$out"))"
  jq -e '[.findings[] | select(.level == "problem") | .fix | length > 0] | all' "$out" >/dev/null || fail "no fix: $(cat "$out")"
}

note "all is well"
doctor 0
assert_equal "$(found problem)$(found warning)" "" "findings without specs ($(cat "$out"))"
jq -e '.findings[] | select(.check == "builder" and .level == "ok")' "$out" >/dev/null || fail "the builder is not seen: $(cat "$out")"
ctx=$(context app)
ref=$REGISTRY/$REPO:cache
build "$ctx" --cache-to "type=registry,ref=$ref,mode=max" --output type=cacheonly >"$TMP/build.log" || fail "$(cat "$TMP/build.log")"
before=$(registry_digest "$REPO" cache)
doctor 0 --cache-from "$ref" --cache-to "$ref" --cache-to "type=local,dest=$TMP/out"
assert_equal "$(found problem)$(found warning)" "" "findings with specs ($(cat "$out"))"
jq -r '.findings[] | select(.check == "read") | .what' "$out" | grep -q '^a cache of ' || fail "the cache is not seen: $(cat "$out")"
jq -r '.findings[] | select(.check == "clock") | .what' "$out" | grep -q "Docker's daemon" || fail "no clock: $(cat "$out")"
assert_equal "$(registry_digest "$REPO" cache)" "$before" "the tag was touched"
[ ! -e "$TMP/out" ] || fail "a directory was made"
# Of one that is given up docker-registry keeps a hash, and nothing else.
[ -z "$(find "$REGISTRY_DATA/repositories/$REPO/_uploads" -name startedat)" ] || fail "an upload was left behind"

note "servers"
finds no-connection --cache-from "127.0.0.1:9/$REPO:cache"
finds unknown-host --cache-from "registry.invalid/$REPO:cache"
secure=$TLS_REGISTRY/$REPO:cache
finds certificate --cache-from "$secure"
finds write-denied --cache-to "$secure" --ca-file "$CACHEFERRY_E2E_CA"
finds read-denied --cache-from "$secure" --ca-file "$CACHEFERRY_E2E_CA"
mkdir -p "$TMP/login"
printf '{"auths":{"%s":{"auth":"%s"}}}' "$TLS_REGISTRY" \
  "$(printf '%s:%s' "$CACHEFERRY_E2E_USER" "$CACHEFERRY_E2E_PASSWORD" | base64 -w0)" >"$TMP/login/config.json"
REGISTRY_AUTH_FILE=$TMP/login/config.json doctor 0 "$secure" --ca-file "$CACHEFERRY_E2E_CA"
assert_equal "$(found warning)" builder-login "warnings ($(cat "$out"))"
grep -qF "with credentials from $TMP/login/config.json" "$out" || fail "the credentials are not told: $(cat "$out")"
if grep -qF "$CACHEFERRY_E2E_PASSWORD" "$out"; then fail "the password is printed"; fi
printf '{"auths":{"%s":{"auth":"%s"}}}' "$TLS_REGISTRY" "$(printf 'ferry:wrong' | base64 -w0)" >"$TMP/login/config.json"
REGISTRY_AUTH_FILE=$TMP/login/config.json finds read-denied --cache-from "$secure" --ca-file "$CACHEFERRY_E2E_CA"

note "places on this machine"
printf x >"$TMP/file"
finds directory-not-writable --cache-to "type=local,dest=$TMP/file/cache"
finds bad-spec --cache-from 'type=gha, scope=app'
finds not-a-cache --cache-from "$CACHEFERRY_E2E_BASE"

note "GitHub's service"
finds no-runtime-token --cache-from type=gha
ACTIONS_RUNTIME_TOKEN=$(printf '{}' | base64).$(printf '{"ac":"[{\\"Scope\\":\\"refs/heads/main\\",\\"Permission\\":3}]","nbf":1,"exp":2}' |
  base64 -w0 | tr '+/' '-_' | tr -d =).x ACTIONS_RESULTS_URL=http://127.0.0.1:9/ exits_with 1 ferry doctor -o json --cache-to type=gha >"$out"
jq -e '.findings[] | select(.id == "token-expired")' "$out" >/dev/null || fail "an expired token is not told: $(cat "$out")"

note "builders"
real=$(command -v docker)
mkdir -p "$TMP/bin"
# stub CASES: a docker that answers some questions otherwise.
stub() {
  printf '#!/bin/sh\ncase "$1 $2" in\n%s\nesac\nexec %s "$@"\n' "$1" "$real" >"$TMP/bin/docker"
  chmod +x "$TMP/bin/docker"
}
# shellcheck disable=SC2016
stub 'info*) '"$real"' "$@" | grep -v ^driver-type=; exit ;;'
PATH=$TMP/bin:$PATH finds no-containerd-store
DOCKER_HOST=unix://$TMP/none.sock finds no-builder
BUILDX_BUILDER=nosuch finds no-builder
stub "'buildx version') echo github.com/docker/buildx v0.20.1 245093b; exit ;;"
PATH=$TMP/bin:$PATH doctor 1 --cache-from type=gha,version=2,url_v2=http://127.0.0.1:9/,token=none
case " $(found problem) " in *' buildx-too-old '*) ;; *) fail "an old buildx is not told: $(cat "$out")" ;; esac
stub "'buildx '*) sleep 600 ;;"
began=$SECONDS
PATH=$TMP/bin:$PATH doctor 0
assert_equal "$(found warning)" program-hangs "warnings ($(cat "$out"))"
[ $((SECONDS - began)) -le 120 ] || fail "a docker that hangs took $((SECONDS - began)) s"
