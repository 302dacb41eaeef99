#!/usr/bin/env bash
# run where the caches' backend refuses, throttles, hangs or dies, and where a signal comes: the build's result stays
# what it is, inside the time budget, with one warning; a source that hangs takes nothing from the save; and nothing
# half-written is published.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

readonly BUDGET=5
PROXY=
PROXY_PID=
RUN_PID=
BUILD_PID=

# start_proxy: stands before the registry, at a port that is free; again, at another, after it died.
start_proxy() {
  java -XX:+UseSerialGC -cp "$TMP/classes" FaultProxy "$REGISTRY" >"$TMP/proxy.port" 2>>"$TMP/proxy.log" &
  PROXY_PID=$!
  comes grep -q . "$TMP/proxy.port" || fail "the proxy does not listen: $(cat "$TMP/proxy.log")"
  PROXY=127.0.0.1:$(cat "$TMP/proxy.port")
}

stop_proxy() {
  kill -KILL "$PROXY_PID" 2>/dev/null || true
  wait "$PROXY_PID" 2>/dev/null || true
}

finish() {
  [ -z "$RUN_PID" ] || kill -KILL "$RUN_PID" 2>/dev/null || true
  [ -z "$BUILD_PID" ] || kill -TERM "$BUILD_PID" 2>/dev/null || true
  stop_proxy
  [ -n "${CACHEFERRY_E2E_KEEP:-}" ] || rm -rf "$TMP"
}

fault() { curl -sSf --noproxy '*' -o /dev/null -d "$1" "http://$PROXY/fault"; }

faults_met() { curl -sSf --noproxy '*' "http://$PROXY/fault"; }

mkdir "$TMP/classes"
javac -d "$TMP/classes" "$E2E/FaultProxy.java"
trap finish EXIT
start_proxy

ctx=$(context app)

# run_build NAME ARGUMENT…: run around a build, in directories of this name; the log is $TMP/NAME.log.
run_build() {
  local name=$1
  shift
  ferry run --scope none --dir "$TMP/dir-$name" "$@" -- \
    docker buildx build --network=none --progress=plain --provenance=false \
    --build-arg "BASE=$CACHEFERRY_E2E_BASE" --output type=cacheonly "$ctx" >"$TMP/$name.log" 2>&1
}

# stays_green NAME ARGUMENT…: exit 0, in time, with one warning.
stays_green() {
  local name=$1 began=$SECONDS
  run_build "$@" --time-budget "${BUDGET}s" || fail "$name made the build red: $(cat "$TMP/$name.log")"
  [ $((SECONDS - began)) -le $((BUDGET + slack)) ] || fail "$name took $((SECONDS - began)) s"
  assert_equal "$(grep -c '^warning: ' "$TMP/$name.log")" 1 "warnings with $name ($(cat "$TMP/$name.log"))"
  note "$name: $((SECONDS - began)) s, $(grep '^warning: ' "$TMP/$name.log")"
}

# heals NAME: the next run to the same place, which is well again, completes the cache.
heals() {
  fault none
  run_build "$1-again" --cache-to "$PROXY/$REPO/$1:cache" || fail "$(cat "$TMP/$1-again.log")"
  grep -q '^saved: ' "$TMP/$1-again.log" || fail "$1 was not saved when the target was well: $(cat "$TMP/$1-again.log")"
  ferry verify "$REGISTRY/$REPO/$1:cache" >"$TMP/verify.log" 2>&1 || fail "$(cat "$TMP/verify.log")"
}

# The builder need not be empty: it is not the cache that is tried here.
began=$SECONDS
run_build first || fail "$(cat "$TMP/first.log")"
# The start of the JVM and what the build itself takes, which is longer on a busy machine.
slack=$((15 + 5 * (SECONDS - began)))

for kind in write-403 write-401 write-429 write-429+1 write-429+600 429 hang write-hang; do
  name=${kind/+/-after-}
  note "the target: $kind"
  fault "$kind"
  stays_green "$name" --cache-to "$PROXY/$REPO/$name:cache"
  [ "$(faults_met)" -gt 0 ] || fail "no request met the fault $kind"
  unpublished "$REPO/$name" cache || fail "$kind: a manifest was published"
  heals "$name"
done

note "the target: dies after three blobs, of which one may be the config"
fault die=3
stays_green dies --cache-to "$PROXY/$REPO/dies:cache"
if faults_met >/dev/null 2>&1; then fail "the target did not die"; fi
unpublished "$REPO/dies" cache || fail "it published before it died"
kept=$(find "$REGISTRY_DATA/repositories/$REPO/dies/_layers" -name link | wc -l)
[ "$kept" -ge 3 ] || fail "$kept blobs were stored before it died"
grep -q '^partial: .*([2-9] blobs moved' "$TMP/dies.log" || fail "the stored blobs are not told of: $(cat "$TMP/dies.log")"
start_proxy
heals dies
grep -q '[1-9] there already' "$TMP/dies-again.log" || fail "what was stored was sent again: $(cat "$TMP/dies-again.log")"

note "a failed save that is asked to fail"
fault write-403
exits_with 1 run_build red-403 --cache-to "$PROXY/$REPO/red:cache" --on-error fail
fault hang
exits_with 124 run_build red-hang --cache-to "$PROXY/$REPO/red:cache" --on-error fail --time-budget 2s

for kind in hang 429 429+600 503; do
  name=from-${kind/+/-after-}
  note "the source: $kind"
  fault "$kind"
  stays_green "$name" --cache-from "$PROXY/$REPO/write-403:cache"
done

note "a source that hangs, and a target that is well"
fault hang
stays_green from-hang-to-well --cache-from "$PROXY/$REPO/write-403:cache" --cache-to "$REGISTRY/$REPO/well:cache"
grep -q '^saved: ' "$TMP/from-hang-to-well.log" || fail "it was not saved: $(cat "$TMP/from-hang-to-well.log")"
ferry verify "$REGISTRY/$REPO/well:cache" >"$TMP/verify.log" 2>&1 || fail "$(cat "$TMP/verify.log")"

# ------------------------------------------------------------------------------------------------ signals

# ends: waits for the run in the background; sets STATUS.
ends() {
  comes gone "$RUN_PID" || fail "the run does not end: $(cat "$TMP/signal.log")"
  STATUS=0
  wait "$RUN_PID" || STATUS=$?
  RUN_PID=
}

gone() { ! kill -0 "$1"; }

# reaches COMMAND…: waits until the run in the background has come so far that this succeeds.
reaches() { comes "$@" || fail "it does not come to this: $*: $(cat "$TMP/signal.log")"; }

note "SIGTERM during the build"
fault none
printf 'FROM %s\nRUN echo slow-step && sleep 600\n' "$CACHEFERRY_E2E_BASE" >"$TMP/Dockerfile"
"$PROGRAM" run --scope none --dir "$TMP/dir-signal" --cache-to "$PROXY/$REPO/signal:cache" --save-on always -- \
  docker buildx build --network=none --progress=plain --provenance=false -f "$TMP/Dockerfile" "$ctx" \
  >"$TMP/signal.log" 2>&1 &
RUN_PID=$!
reaches grep -q '^#[0-9]* [0-9.]* slow-step' "$TMP/signal.log"
BUILD_PID=$(pgrep -P "$RUN_PID" docker)
[[ $BUILD_PID =~ ^[0-9]+$ ]] || fail "the build is not one process: '$BUILD_PID'"
kill -TERM "$RUN_PID"
ends
[ "$STATUS" != 0 ] || fail "a build that was ended is green"
if kill -0 "$BUILD_PID" 2>/dev/null; then fail "the build goes on"; fi
BUILD_PID=
grep -q 'nothing was saved: a signal ended the run' "$TMP/signal.log" || fail "$(cat "$TMP/signal.log")"
unpublished "$REPO/signal" cache || fail "the build that was ended was saved"

note "SIGTERM during the export, over an older cache"
run_build old --cache-to "$PROXY/$REPO/signal:cache" || fail "$(cat "$TMP/old.log")"
old=$(registry_digest "$REPO/signal" cache)
ctx=$(context app two)
fault write-hang
"$PROGRAM" run --scope none --dir "$TMP/dir-signal-2" --cache-to "$PROXY/$REPO/signal:cache" -- \
  docker buildx build --network=none --progress=plain --provenance=false \
  --build-arg "BASE=$CACHEFERRY_E2E_BASE" --output type=cacheonly "$ctx" >"$TMP/signal.log" 2>&1 &
RUN_PID=$!
met() { [ "$(faults_met)" -gt 0 ]; }
reaches met
kill -TERM "$RUN_PID"
ends
assert_equal "$STATUS" 143 "exit status ($(cat "$TMP/signal.log"))"
assert_equal "$(registry_digest "$REPO/signal" cache)" "$old" "manifest after a signal"
ferry verify "$REGISTRY/$REPO/signal:cache" >"$TMP/verify.log" 2>&1 || fail "$(cat "$TMP/verify.log")"
heals signal
