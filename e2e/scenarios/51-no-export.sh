#!/usr/bin/env bash
# A builder that exports no cache, and a docker without buildx: there run builds without an export, a good build stays
# good, and the cache that there is is used as far as the builder can.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

if [ -z "${DOCKER_HOST:-}" ]; then # the engine is the host's
  echo "skipped: a second engine can be started beside one of e2e/engine only" >&2
  exit 77
fi

ctx=$(context app)
ref=$REGISTRY/$REPO:cache
build "$ctx" --cache-to "type=registry,ref=$ref,mode=max" --output type=cacheonly >"$TMP/first.log" || fail "$(cat "$TMP/first.log")"
before=$(registry_digest "$REPO" cache)

DOCKER_HOST=$("$E2E/engine" plain)
export DOCKER_HOST
wipe

# run_build NAME COMMAND…: run around a docker build; the log is $TMP/NAME.log.
run_build() {
  local name=$1
  shift
  ferry run --scope none --dir "$TMP/dir-$name" --cache-from "$ref" --cache-to "$ref-$name" "${options[@]}" -- "$@" \
    >"$TMP/$name.log" 2>&1
}
arguments=(--network=none --progress=plain --build-arg "BASE=$CACHEFERRY_E2E_BASE")

note "the trap itself, and what doctor says of it"
if build "$ctx" --cache-to "type=local,dest=$TMP/refused" --output type=cacheonly >"$TMP/refused.log"; then
  fail "this builder exports caches: $(docker info 2>&1)"
fi
exits_with 1 ferry doctor -o json --cache-to "$ref" >"$TMP/doctor.json"
jq -e '[.findings[] | select(.id == "no-containerd-store" and .level == "problem")] | length == 1' "$TMP/doctor.json" ||
  fail "doctor does not see it: $(cat "$TMP/doctor.json")"

options=()
for verb in build "buildx build"; do
  name=${verb/ /-}
  note "docker $verb"
  wipe
  # shellcheck disable=SC2086 # two words
  run_build "$name" docker $verb "${arguments[@]}" -t "$name" "$ctx" || fail "$(cat "$TMP/$name.log")"
  assert_equal "$(grep -c '^warning: ' "$TMP/$name.log")" 1 "warnings ($(cat "$TMP/$name.log"))"
  grep -q '^warning: .*the builder exports no cache' "$TMP/$name.log" || fail "$(cat "$TMP/$name.log")"
  if grep -q '^#[0-9]* [0-9.]* ran$' "$TMP/$name.log"; then fail "the cache was not read: $(cat "$TMP/$name.log")"; fi
  docker image inspect "$name" >/dev/null || fail "there is no image: $(cat "$TMP/$name.log")"
  unpublished "$REPO" "cache-$name" || fail "something was saved"
done

note "a build that fails for itself, and a failed save that is to be a failure"
exits_with 1 run_build failing docker build "${arguments[@]}" --target nothing "$ctx"
options=(--on-error fail)
exits_with 1 run_build strict docker build "${arguments[@]}" "$ctx"
options=()

note "docker without buildx"
# The builder that such a docker still has knows none of BuildKit's flags.
mkdir -p "$TMP/plugins" "$TMP/plain"
cp "$CACHEFERRY_E2E_BUSYBOX" "$TMP/plain/"
printf 'FROM scratch\nCOPY busybox /bin/busybox\n' >"$TMP/plain/Dockerfile"
if DOCKER_CONFIG=$TMP/plugins docker buildx version >/dev/null 2>&1; then
  note "not tried: this docker finds buildx by itself"
else
  DOCKER_CONFIG=$TMP/plugins run_build old docker build -t old "$TMP/plain" || fail "$(cat "$TMP/old.log")"
  grep -q '^warning: .*this docker has no buildx' "$TMP/old.log" || fail "$(cat "$TMP/old.log")"
  docker image inspect old >/dev/null || fail "there is no image: $(cat "$TMP/old.log")"
fi
assert_equal "$(registry_digest "$REPO" cache)" "$before" "the cache that is read"
