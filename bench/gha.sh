# shellcheck shell=bash
# The cases gha-export and gha-pack of bench/run: each run has a server of the Actions cache of its own, which is
# `cacheferry serve gha`, and the rival is BuildKit itself, which exports a build that is cached in all its steps.
# Sourced after lib.sh.

GHA_PORT=$((REGISTRY_PORT + 3))

# ---------------------------------------------------------------------------------------------- server

# start_gha: a fresh server with an empty store; sets TOKEN. It logs each request.
start_gha() {
  local tries=100
  stop gha
  touch_memory
  cat >"$SCRATCH/gha-logging" <<'CONF'
handlers=java.util.logging.ConsoleHandler
.level=WARNING
com.sun.net.httpserver.level=FINE
java.util.logging.ConsoleHandler.level=FINE
java.util.logging.SimpleFormatter.format=%5$s%n
CONF
  CACHEFERRY_JAVA_OPTIONS="-Djava.util.logging.config.file=$SCRATCH/gha-logging ${CACHEFERRY_JAVA_OPTIONS:-}" \
    start gha "$GHA_PORT" "$PROGRAM" serve gha --dir "$DATA/gha" --port "$GHA_PORT" --print-env --output json
  TOKEN=
  until [ -n "$TOKEN" ]; do
    tries=$((tries - 1))
    if [ $tries = 0 ]; then die "the server prints no token" "$SCRATCH/gha.log"; fi
    TOKEN=$(sed -n '/^{/p' "$SCRATCH/gha.log" | jq -r .env.ACTIONS_RUNTIME_TOKEN 2>/dev/null) || TOKEN=
    sleep 0.02
  done
}

# Empties the store, and gives the server memory that was in use before: a virtual machine gets fresh memory from
# its host, and that can take longer than all else.
touch_memory() {
  rm -rf "$DATA/gha"
  mkdir -p "$DATA"
  head -c 1600000000 /dev/zero >"$DATA/touched"
  rm "$DATA/touched"
}

# seen_by_gha: the requests that the server logged, and its peak RSS in kB.
seen_by_gha() {
  printf '%s %s\n' "$(grep -cE '^(GET|HEAD|PATCH|POST|PUT) .* \[[0-9]' "$SCRATCH/gha.log")" \
    "$(awk '/^VmHWM:/ { print $2 }' "/proc/${PIDS[gha]}/status")"
}

# gha_host NETWORK: the server's address on a network. It hands out addresses by which it was reached, so that
# uploads go through the proxy as well.
gha_host() {
  HOST=127.0.0.1:$GHA_PORT
  case $1 in
    rtt-20) proxy gha-rtt-20 $((GHA_PORT + 1)) "$GHA_PORT" --rtt-ms 20 ;;
    wan) proxy gha-wan $((GHA_PORT + 2)) "$GHA_PORT" --rtt-ms 50 ;;
  esac
}

# gha_spec SCOPE: where the cache with this name is.
gha_spec() { printf 'type=gha,version=2,url=http://%s/,url_v2=http://%s/,token=%s,scope=%s' "$HOST" "$HOST" "$TOKEN" "$1"; }

# ---------------------------------------------------------------------------------------------- build

# prepare_build: builds what the cache `big` comes from and writes its cache to a layout, SOURCE. Steps that the
# builder still has are not run again. From then on "$SCRATCH/build" builds it with more arguments.
prepare_build() {
  local environment
  SOURCE=$SCRATCH/gha-source
  [ ! -e "$SOURCE" ] || return 0
  if ! "$ENGINE" env >/dev/null 2>&1; then STOP_ENGINE=1; fi
  "$ENGINE" up
  environment=$("$ENGINE" env)
  mkdir -p "$SCRATCH/gha-context"
  "$BENCH/make-cache" --dockerfile big >"$SCRATCH/gha-context/Dockerfile"
  cat >"$SCRATCH/build" <<CONF
#!/bin/sh
$environment
exec docker buildx build --network=none --progress=plain --provenance=false \\
  --build-arg "BASE=\$CACHEFERRY_E2E_BASE" --output type=cacheonly "\$@" "$SCRATCH/gha-context"
CONF
  chmod +x "$SCRATCH/build"
  say 'building what is exported, which takes up to two minutes'
  quietly "$SCRATCH/build" --cache-to "type=local,dest=$SOURCE,mode=max"
}

# check_cached: whether the last build ran no step.
check_cached() {
  local steps cached
  steps=$(grep -cE '^(RUN|COPY) ' "$SCRATCH/gha-context/Dockerfile")
  cached=$(grep -cE '^#[0-9]+ CACHED$' "$SCRATCH/output")
  if [ "$cached" != "$steps" ]; then
    wrong "only $cached of $steps steps were cached: is somebody else emptying the builder?"
    return 1
  fi
}

# ---------------------------------------------------------------------------------------------- gha-export

gha_export_step() {
  if [ "$3" = 'no export' ]; then
    stop gha
    measure "$@" "$SCRATCH/build" && check_cached
    return
  fi
  start_gha
  gha_host "$2"
  case $3 in
    buildkit) COMMAND=("$SCRATCH/build" --cache-to "$(gha_spec export),mode=max") ;;
    cacheferry) COMMAND=("$PROGRAM" migrate --cache-from "type=local,src=$SOURCE" --cache-to "$(gha_spec export)") ;;
  esac
  measure "$@" "${COMMAND[@]}" && check_entries || return
  if [ "$3" = buildkit ]; then check_cached; fi
}

# check_entries: whether the server has each layer as an entry of its size, and an index.
check_entries() {
  local lost
  jq -r '"\(.key) \(.size)"' "$DATA"/gha/entries/*.json | sort >"$SCRATCH/entries"
  lost=$(layers "$SOURCE" | sed 's/^/buildkit-blob-1-/' | sort | comm -23 - "$SCRATCH/entries")
  if [ -n "$lost" ] || ! grep -q '^index-export-1-' "$SCRATCH/entries"; then
    wrong "the server has $(wc -l <"$SCRATCH/entries") entries, and lacks: ${lost:-the index}"
    return 1
  fi
}

gha_export() {
  local network limit
  needs_server gha-export || return 0
  prepare_build
  heading buildkit '' 'server MB' 9
  for network in loopback rtt-20; do
    rounds gha-export "$network" gha_export_step buildkit 'no export' cacheferry
    stop gha
    limit=0.2
    if [ "$network" = rtt-20 ]; then limit=0.1; fi
    target "time <= $limit x buildkit" "$(ratio gha-export "$network" cacheferry buildkit)" $limit
    gha_memory gha-export "$network"
  done
  note "no export: what the same build takes without --cache-to, which is part of buildkit's time"
}

# ---------------------------------------------------------------------------------------------- gha-pack

gha_pack_step() {
  local pack=''
  start_gha
  gha_host "$2"
  if [ "$3" = cacheferry ]; then pack=,pack=true; fi
  measure "$@" "$PROGRAM" migrate --cache-from "type=local,src=$SOURCE" --cache-to "$(gha_spec pack)$pack" || return
  if [ -z "$pack" ]; then return; fi
  ENTRIES=$(find "$DATA/gha/entries" -name '*.json' | wc -l)
  check_packed
}

# check_packed: whether the server's entries are together as large as the layers, which do not compress.
check_packed() {
  local wanted found
  wanted=$(layers "$SOURCE" | awk '{ n += $2 } END { print n }')
  found=$(find "$DATA/gha/entries" -name '*.data' -printf '%s\n' | awk '{ n += $1 } END { print n + 0 }')
  if [ "$found" -lt "$wanted" ]; then
    wrong "the server has $found bytes where at least $wanted were to come"
    return 1
  fi
}

gha_pack() {
  local network round
  needs_server gha-pack || return 0
  SOURCE=$(cache small)
  ENTRIES=
  heading '' '' 'server MB' 9
  for network in loopback wan; do
    rounds gha-pack "$network" gha_pack_step cacheferry 'cacheferry unpacked'
    stop gha
    gha_memory gha-pack "$network"
  done
  target 'entries < 10' "$ENTRIES" 9
  target 'whole time through wan <= 1.5 s' "$(field gha-pack wan cacheferry 5 | median)" 1.5
  for ((round = 1; round <= RUNS; round++)); do inspect gha-pack start "$round"; done
  row gha-pack start 'cacheferry inspect'
}

# ---------------------------------------------------------------------------------------------- both

needs_server() {
  if present cacheferry; then return; fi
  note "$1 needs the program under test, whose server both sides write to"
  return 1
}

# gha_memory CASE NETWORK
gha_memory() {
  target 'peak RSS of the client <= 150 MB' "$(field "$1" "$2" cacheferry 6 | largest)" 150
  target 'peak RSS of the server <= 150 MB' "$(field "$1" "$2" cacheferry 9 | largest)" 150
}
