#!/usr/bin/env bash
# A registry with a password and a certificate of a private CA, with the credentials of docker login.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
ref=$TLS_REGISTRY/$REPO:cache
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$TMP/cache,mode=max"

# A docker configuration of the scenario's own: the engine's keeps no credentials.
login=$TMP/docker-config
cp -a "${DOCKER_CONFIG:-$HOME/.docker}" "$login" 2>/dev/null || mkdir -p "$login"
printf %s "$CACHEFERRY_E2E_PASSWORD" |
  DOCKER_CONFIG=$login docker login -u "$CACHEFERRY_E2E_USER" --password-stdin "$TLS_REGISTRY" >"$TMP/login.log" 2>&1 ||
  fail "docker login: $(cat "$TMP/login.log")"

# refused NAME=VALUE…: with this environment the move fails, and the password is not in what it prints.
refused() {
  local log=$TMP/refused.log
  # shellcheck disable=SC2163 # NAME=VALUE, each
  if (export "$@"; ferry migrate --cache-from "type=local,src=$TMP/cache" --cache-to "type=registry,ref=$ref") >"$log" 2>&1; then
    fail "went through with $*"
  fi
  cat "$log" >&2
  if grep -qF "$CACHEFERRY_E2E_PASSWORD" "$log"; then fail "the password is printed"; fi
}
mkdir -p "$TMP/no-login"
refused "DOCKER_CONFIG=$TMP/no-login" "SSL_CERT_FILE=$CACHEFERRY_E2E_CA"
refused "DOCKER_CONFIG=$login"

export DOCKER_CONFIG=$login
SSL_CERT_FILE=$CACHEFERRY_E2E_CA ferry migrate --cache-from "type=local,src=$TMP/cache" --cache-to "type=registry,ref=$ref"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=registry,ref=$ref"

# Back, with the other ways to name the CA and the credentials.
unset DOCKER_CONFIG
REGISTRY_AUTH_FILE=$login/config.json ferry migrate --ca-file "$CACHEFERRY_E2E_CA" \
  --cache-from "type=registry,ref=$ref" --cache-to "type=local,dest=$TMP/back"
export DOCKER_CONFIG=$login
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=local,src=$TMP/back"
