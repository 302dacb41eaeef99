# shellcheck shell=bash
# What bench/run stands on: the tools, a registry and proxies of its own, one measurement, and the numbers made
# of many.

BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE_HOME=${XDG_CACHE_HOME:-~/.cache}
BENCH_HOME=${CACHEFERRY_BENCH_HOME:-$CACHE_HOME/cacheferry-bench}
PROGRAM=${CACHEFERRY_BENCH_PROGRAM:-$BENCH/../cacheferry}
REGISTRY_PORT=${CACHEFERRY_BENCH_PORT:-15700}
ENGINE=$BENCH/../e2e/engine
E2E_HOME=${CACHEFERRY_E2E_HOME:-$CACHE_HOME/cacheferry-e2e}
UNPACKED=$E2E_HOME/root
TOOLS=$UNPACKED/usr/bin

# On the disk of the caches, so that a layout can be hard-linked from them.
SCRATCH=$BENCH_HOME/scratch-$$
# case, network, tool, round, seconds, RSS MB, requests, connections, RSS MB of the server
RESULTS=$SCRATCH/results.tsv
declare -A PIDS=() FAILED=()

say() { printf 'bench: %s\n' "$*" >&2; }

# die MESSAGE [LOG]
die() {
  say "$1"
  if [ -s "${2:-}" ]; then end_of "$2"; fi
  exit 1
}

end_of() { tail -n 15 "$1" | sed 's/^/    /' >&2; }

# wrong MESSAGE: about the last measured command, whose output is shown.
wrong() {
  say "$1"
  end_of "$SCRATCH/output"
}

# ---------------------------------------------------------------------------------------------- set-up

need_tools() {
  local tool
  for tool in curl jq java javac; do
    command -v $tool >/dev/null || die "this needs the program '$tool'"
  done
  # bash's own `time` knows nothing of memory.
  [ -x /usr/bin/time ] || die "this needs GNU time as /usr/bin/time (package 'time')"
  if [ ! -x "$TOOLS/docker-registry" ]; then
    "$ENGINE" up
    "$ENGINE" down
  fi
  if [ ! -x "$TOOLS/oras" ] || [ ! -x "$TOOLS/crane" ]; then "$ENGINE" bench-tools; fi
}

set_up() {
  need_tools
  mkdir -p "$SCRATCH/classes" "$SCRATCH/docker"
  trap tear_down EXIT
  trap 'exit 130' INT TERM
  : >"$RESULTS"
  # The registry's own disk is not what is measured: in memory where there is room for two copies of a cache.
  DATA=$SCRATCH/registry
  if [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 3000000 ] 2>/dev/null; then
    DATA=/dev/shm/cacheferry-bench-$$
  fi
  # No credentials, no helper programs, and nothing between a tool and its registry but our proxy.
  echo '{}' >"$SCRATCH/docker/config.json"
  export DOCKER_CONFIG=$SCRATCH/docker
  unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
  javac -d "$SCRATCH/classes" "$BENCH/LatencyProxy.java"
}

tear_down() {
  local name
  for name in "${!PIDS[@]}"; do stop "$name"; done
  rm -rf --one-file-system "$SCRATCH" "${DATA:-$SCRATCH}"
  if [ -n "${STOP_ENGINE:-}" ]; then "$ENGINE" down; fi
}

# start NAME PORT COMMAND…: in the background, until something answers at the port.
start() {
  local name=$1 port=$2 tries=100
  shift 2
  if answers "$port"; then die "port $port is taken; set CACHEFERRY_BENCH_PORT to the first of six free ones"; fi
  "$@" </dev/null >"$SCRATCH/$name.log" 2>&1 &
  PIDS[$name]=$!
  until answers "$port"; do
    tries=$((tries - 1))
    if [ $tries = 0 ] || ! kill -0 "${PIDS[$name]}" 2>/dev/null; then
      die "$name did not come up" "$SCRATCH/$name.log"
    fi
    sleep 0.1
  done
}

stop() {
  [ -n "${PIDS[$1]:-}" ] || return 0
  kill "${PIDS[$1]}" 2>/dev/null || true
  wait "${PIDS[$1]}" 2>/dev/null || true
  unset "PIDS[$1]"
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# cache NAME: the path of the cache, built first if it is not there.
cache() {
  "$BENCH/make-cache" "$1" "$BENCH_HOME/$1"
  printf '%s\n' "$BENCH_HOME/$1"
}

# ---------------------------------------------------------------------------------------------- registry, networks

# A fresh registry. It logs each request with the client's port, which gives the requests and connections of a
# run; it caches no descriptors, so its storage can be emptied under it.
start_registry() {
  stop registry
  rm -rf "$DATA"
  cat >"$SCRATCH/registry.yml" <<CONF
version: 0.1
log: {level: info, formatter: json, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: $DATA, maxthreads: 100}
  delete: {enabled: true}
  maintenance: {uploadpurging: {enabled: false}}
http:
  addr: 127.0.0.1:$REGISTRY_PORT
  secret: cacheferry-bench
CONF
  start registry "$REGISTRY_PORT" "$TOOLS/docker-registry" serve "$SCRATCH/registry.yml"
}

empty_registry() { rm -rf "$DATA/docker"; }

# host NETWORK: the registry's address on a network. The proxies run from their first use to the end.
host() {
  case $1 in
    loopback) HOST=127.0.0.1:$REGISTRY_PORT ;;
    lan) proxy lan $((REGISTRY_PORT + 1)) "$REGISTRY_PORT" --rtt-ms 20 --conn-mbps "$LAN_CONN" --link-mbps "$LAN_LINK" ;;
    wan) proxy wan $((REGISTRY_PORT + 2)) "$REGISTRY_PORT" --rtt-ms 50 ;;
  esac
}

# MB/s of the network `lan`
readonly LAN_CONN=60 LAN_LINK=300

# proxy NAME PORT TO OPTION…
proxy() {
  local name=$1 port=$2 to=$3
  shift 3
  HOST=127.0.0.1:$port
  [ -z "${PIDS[$name]:-}" ] || return 0
  start "$name" "$port" java -XX:+UseSerialGC -cp "$SCRATCH/classes" LatencyProxy \
    --listen "$port" --to "127.0.0.1:$to" "$@"
  # Loads the proxy's classes.
  curl -sS -o /dev/null "http://$HOST/v2/" || die "nothing answers behind the proxy $name"
}

# ---------------------------------------------------------------------------------------------- commands

# shellcheck disable=SC2034 # bench/run runs COMMAND
# push_command TOOL DIR REF, pull_command TOOL REF DIR: set COMMAND. oras-16 is oras with more connections than
# its default of 3.
push_command() {
  case $1 in
    cacheferry) COMMAND=("$PROGRAM" migrate --cache-from "type=local,src=$2" --cache-to "type=registry,ref=$3") ;;
    oras) COMMAND=("$TOOLS/oras" cp --from-oci-layout "$2:latest" --to-plain-http "$3") ;;
    oras-16) COMMAND=("$TOOLS/oras" cp --concurrency 16 --from-oci-layout "$2:latest" --to-plain-http "$3") ;;
    crane) COMMAND=("$TOOLS/crane" push --insecure "$2" "$3") ;;
  esac
}

# shellcheck disable=SC2034
pull_command() {
  case $1 in
    cacheferry) COMMAND=("$PROGRAM" migrate --cache-from "type=registry,ref=$2" --cache-to "type=local,dest=$3") ;;
    oras) COMMAND=("$TOOLS/oras" cp --from-plain-http "$2" --to-oci-layout "$3:latest") ;;
    oras-16) COMMAND=("$TOOLS/oras" cp --concurrency 16 --from-plain-http "$2" --to-oci-layout "$3:latest") ;;
    crane) COMMAND=("$TOOLS/crane" pull --insecure --format=oci "$2" "$3") ;;
  esac
}

# shellcheck disable=SC2034
copy_command() {
  case $1 in
    cacheferry) COMMAND=("$PROGRAM" migrate --cache-from "type=local,src=$2" --cache-to "type=local,dest=$3") ;;
    oras) COMMAND=("$TOOLS/oras" cp --from-oci-layout "$2:latest" --to-oci-layout "$3:latest") ;;
    cp) COMMAND=(cp -r --reflink=never "$2" "$3") ;;
  esac
}

# packaged_version PROGRAM: for one that cannot tell its own.
packaged_version() {
  zcat -f "$TOOLS/../share/doc/$1"/changelog* 2>/dev/null | sed -n '1s/.*(\([^)]*\)).*/\1/p' | head -n 1
}

# present TOOL: whether it can be run here; only the program under test may be missing.
present() { [ "$1" != cacheferry ] || [ -x "$PROGRAM" ]; }

# ---------------------------------------------------------------------------------------------- measuring

# measure CASE NETWORK TOOL ROUND COMMAND…: runs the command and notes what it took.
measure() {
  local labels=("${@:1:4}") began ended requests connections memory seen=0 status=0
  shift 4
  if [ -n "${PIDS[registry]:-}" ]; then seen=$(wc -l <"$SCRATCH/registry.log"); fi
  began=${EPOCHREALTIME/./}
  /usr/bin/time -f %M -o "$SCRATCH/rss" "$@" </dev/null >"$SCRATCH/output" 2>&1 || status=$?
  ended=${EPOCHREALTIME/./}
  if [ $status != 0 ]; then
    wrong "${labels[*]}: exit status $status of: $*"
    return 1
  fi
  requests=0 connections=0 memory=0
  if [ -n "${PIDS[gha]:-}" ]; then
    read -r requests memory < <(seen_by_gha)
  elif [ -n "${PIDS[registry]:-}" ]; then
    # The registry writes its line after the response.
    sleep 0.05
    read -r requests connections < <(tail -n "+$((seen + 1))" "$SCRATCH/registry.log" | awk '
      /"msg":"response completed/ { n++
        if (match($0, /"http.request.remoteaddr":"[^"]*"/)) client[substr($0, RSTART, RLENGTH)] }
      END { for (c in client) k++; print n + 0, k + 0 }')
  fi
  printf '%s\t%s\t%s\t%s\t' "${labels[@]}" >>"$RESULTS"
  awk -v us=$((ended - began)) -v kb="$(tail -n 1 "$SCRATCH/rss")" -v r="$requests" -v c="$connections" \
    -v server="$memory" \
    'BEGIN { printf "%.4f\t%.1f\t%d\t%d\t%.1f\n", us / 1e6, kb * 1024 / 1e6, r, c, server * 1024 / 1e6 }' >>"$RESULTS"
}

# failed "CASE NETWORK TOOL"…: they are not run again, their rows say so, and no figure of theirs meets a target.
failed() {
  local what
  for what in "$@"; do
    FAILED[$what]=1
    awk -F '\t' -v what="$what" '$1 " " $2 " " $3 != what' "$RESULTS" >"$RESULTS.new"
    mv "$RESULTS.new" "$RESULTS"
  done
}

# too_slow CASE NETWORK TOOL ROUND: a command that took long in the first round is not repeated.
too_slow() { [ "$4" -gt 1 ] && awk -v s="$(field "$1" "$2" "$3" 5 | head -n 1)" 'BEGIN { exit !(s > 8) }'; }

# A fast run that moved nothing would look best of all.
# check_pushed REPOSITORY SOURCE
check_pushed() {
  local wanted found
  wanted=$(layers "$2" | wc -l)
  found=$(find "$DATA/docker/registry/v2/repositories/$1/_layers/sha256" -name link 2>/dev/null | wc -l)
  if [ "$found" -lt "$wanted" ]; then
    wrong "$1 holds $found blobs where at least $wanted were to come"
    return 1
  fi
  curl -sSf -o /dev/null -H "Accept: $MANIFEST" "http://127.0.0.1:$REGISTRY_PORT/v2/$1/manifests/latest" || {
    wrong "$1 has no manifest"
    return 1
  }
}

# check_layout DIR SOURCE
check_layout() {
  local layer size
  if [ ! -s "$1/index.json" ]; then
    wrong "$1 has no index"
    return 1
  fi
  while read -r layer size; do
    if [ "$(stat -c %s "$1/blobs/${layer/://}" 2>/dev/null)" != "$size" ]; then
      wrong "$1 lacks $layer or has it in another size"
      return 1
    fi
  done < <(layers "$2")
}

readonly MANIFEST=application/vnd.oci.image.manifest.v1+json

# layers DIR: digest and size of the layers of a layout that BuildKit wrote.
layers() {
  local manifest
  manifest=$(jq -r '.manifests[0].digest' "$1/index.json")
  jq -r '.layers[] | "\(.digest) \(.size)"' "$1/blobs/${manifest/://}" | sort -u
}

# ---------------------------------------------------------------------------------------------- numbers

# field CASE NETWORK TOOL COLUMN: its values, in the order of the rounds.
field() { awk -F '\t' -v c="$1" -v n="$2" -v t="$3" -v k="$4" '$1 == c && $2 == n && $3 == t { print $k }' "$RESULTS"; }

# median: of the numbers on stdin; nothing of nothing.
median() {
  sort -g | awk '{ v[NR] = $1 }
    END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

largest() { sort -g | tail -n 1; }

# ratio CASE NETWORK TOOL OTHER: median of the quotients of the times of the same round.
ratio() {
  awk -F '\t' -v c="$1" -v n="$2" -v a="$3" -v b="$4" '
    $1 == c && $2 == n && $3 == a { x[$4] = $5 }
    $1 == c && $2 == n && $3 == b { y[$4] = $5 }
    END { for (r in x) if (r in y) print x[r] / y[r] }' "$RESULTS" | median
}

# show FORMAT VALUE: the value, or a dash where there is none.
show() {
  # shellcheck disable=SC2059 # the format is an argument
  if [ -n "$2" ]; then printf "$1" "$2"; else printf -- -; fi
}

calculate() { awk "BEGIN { print $1 }"; }

readonly ROW='%-11s %-8s %-21s %4s  %-21s %9s %7s %7s %8s %9s\n'
HEADING=

# heading RIVAL RIVAL LAST COLUMN: the rows that follow have ratios to these two ('' is none), and this column of
# the results, by this name, at their end.
heading() {
  [ "$HEADING" != "$*" ] || return 0
  HEADING=$*
  RIVALS=("$1" "$2")
  LAST=$4
  # shellcheck disable=SC2059
  printf "$ROW" case network tool runs 'median s (min-max)' "${1:+/$1}" "${2:+/$2}" 'RSS MB' requests "$3"
}

# row CASE NETWORK TOOL: the ratios stand in the row of the program under test.
row() {
  local seconds ratios=('' '') i
  mapfile -t seconds < <(field "$1" "$2" "$3" 5 | sort -g)
  if [ -n "${FAILED[$1 $2 $3]:-}" ]; then
    # shellcheck disable=SC2059
    printf "$ROW" "$1" "$2" "$3" - FAILED '' '' '' '' ''
    return
  fi
  if [ ${#seconds[@]} = 0 ]; then
    # shellcheck disable=SC2059
    printf "$ROW" "$1" "$2" "$3" 0 'not there' '' '' '' '' ''
    return
  fi
  for i in 0 1; do
    if [ "$3" = cacheferry ] && [ -n "${RIVALS[i]}" ]; then
      ratios[i]=$(show %.2f "$(ratio "$1" "$2" cacheferry "${RIVALS[i]}")")
    fi
  done
  # shellcheck disable=SC2059
  printf "$ROW" "$1" "$2" "$3" ${#seconds[@]} \
    "$(printf '%.2f (%.2f-%.2f)' "$(printf '%s\n' "${seconds[@]}" | median)" "${seconds[0]}" "${seconds[-1]}")" \
    "${ratios[@]}" "$(show %.0f "$(field "$1" "$2" "$3" 6 | largest)")" \
    "$(show %.0f "$(field "$1" "$2" "$3" 7 | median)")" "$(show %.0f "$(field "$1" "$2" "$3" "$LAST" | largest)")"
}

MET=0
MISSED=0

# target TEXT VALUE LIMIT [UNIT]: prints whether the value is at most the limit.
target() {
  local verdict=MISS
  if [ -z "$2" ]; then
    printf '    target  %-60s not measured\n' "$1"
    return
  fi
  if awk -v v="$2" -v l="$3" 'BEGIN { exit !(v <= l) }'; then verdict=pass; fi
  if [ $verdict = pass ]; then MET=$((MET + 1)); else MISSED=$((MISSED + 1)); fi
  printf '    target  %-60s %8.2f  %s\n' "$1" "$2" "$verdict"
}

note() { printf '    note    %s\n' "$*"; }

# memory_target CASE NETWORK
memory_target() { target 'peak RSS <= 150 MB' "$(field "$1" "$2" cacheferry 6 | largest)" 150; }
