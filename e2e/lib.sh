# shellcheck shell=bash
# What the scenarios share: builds on the real engine, the proof of a hit, and looking into registries and
# layouts without the program under test. A scenario is a bash script that sources this file first.
set -euo pipefail

E2E=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$E2E/.." && pwd)
PROGRAM=${CACHEFERRY_E2E_PROGRAM:-$ROOT/cacheferry}
SCENARIO=$(basename "$0" .sh)
REGISTRY=${CACHEFERRY_E2E_REGISTRY:?run the scenarios with e2e/run}
# shellcheck disable=SC2034 # the scenarios use it
TLS_REGISTRY=$CACHEFERRY_E2E_TLS_REGISTRY
# shellcheck disable=SC2034
REGISTRY_DATA=$CACHEFERRY_E2E_REGISTRY_DATA

TMP=$(mktemp -d "${TMPDIR:-/tmp}/cacheferry-$SCENARIO.XXXXXX")
if [ -z "${CACHEFERRY_E2E_KEEP:-}" ]; then trap 'rm -rf "$TMP"' EXIT; fi

# The registries outlive a run, so every run of every scenario has repositories of its own.
REPO=$SCENARIO/$(printf '%(%s)T' -1)-$$

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

# skip WHY: ends a scenario that cannot run here. In CI that is a failure: nobody would see it.
skip() {
  [ -z "${CI:-}" ] || [ "$CI" = false ] || fail "cannot run: $*"
  printf 'skipped: %s\n' "$*" >&2
  exit 77
}

note() { printf '== %s\n' "$*" >&2; }

# comes COMMAND…: waits until it succeeds. What does not come within two minutes, on however slow a machine, hangs.
comes() {
  local end=$((SECONDS + 120))
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

# ferry ARGUMENT…: the program under test.
ferry() {
  printf '+ cacheferry %s\n' "$*" >&2
  "$PROGRAM" "$@"
}

# exits_with STATUS COMMAND…: fails unless the command ends with exactly this status.
exits_with() {
  local wanted=$1 status=0
  shift
  "$@" || status=$?
  [ "$status" = "$wanted" ] || fail "expected exit status $wanted, got $status: $*"
}

# ------------------------------------------------------------------------------------------------ builds

# context NAME [TEXT]: a build context in $TMP/ctx-NAME-… made from builds/NAME; prints its path. Different
# texts make different src.txt, hence different caches.
context() {
  local name=$1 text=${2:-one} dir
  dir=$TMP/context-$name-$(printf %s "$text" | cksum | cut -d' ' -f1)
  mkdir -p "$dir"
  cp "$E2E/builds/$name/Dockerfile" "$CACHEFERRY_E2E_BUSYBOX" "$dir/"
  printf '%s %s\n' "$REPO" "$text" >"$dir/src.txt"
  printf '%s\n' "$dir"
}

# build CONTEXT ARGUMENT…: no network, and no provenance, whose time would differ between builds.
build() {
  local dir=$1
  shift
  printf '+ docker buildx build %s %s\n' "$*" "$dir" >&2
  docker buildx build --network=none --progress=plain --provenance=false \
    --build-arg "BASE=$CACHEFERRY_E2E_BASE" "$@" "$dir" 2>&1
}

# first_build OUT CONTEXT ARGUMENT…: builds on an empty builder and keeps the built files in OUT.
first_build() {
  local out=$1
  shift
  wipe
  build "$@" --output "type=local,dest=$out" >"$TMP/first-build.log" || {
    cat "$TMP/first-build.log" >&2
    fail "the first build failed"
  }
}

# wipe: the builder forgets everything, and that is checked. A record that the last build has just let go
# may need a second prune, later on a busy machine.
wipe() { comes pruned || fail "the builder still holds something after a prune: $(docker buildx du 2>&1 | tail -n 1)"; }

pruned() { docker buildx prune -af && [ "$(docker buildx du | awk '/^Total:/ { print $2 }')" = 0B ]; }

# uncached_steps LOG: the Dockerfile's steps in a plain progress log that are not reported as CACHED.
# FROM is no step of the cache: a base image comes from its registry.
uncached_steps() {
  awk '
    $2 ~ /^\[/ && $2 !~ /^\[internal\]/ && match($0, /\] /) {
      step = substr($0, RSTART + 2)
      if (step !~ /^FROM / && step ~ /^[A-Z]+ /) name[$1] = $0
    }
    $2 == "CACHED" && NF == 2 { cached[$1] = 1 }
    END { for (id in name) { n++; if (!(id in cached)) print name[id] }; if (!n) print "no step at all" }
  ' "$1"
}

# assert_steps_cached CONTEXT ARGUMENT…: on an empty builder, all steps are reported as CACHED. With a real
# output BuildKit reports a step whose layers it fetches just then as DONE, at random; cacheonly does not.
assert_steps_cached() {
  local missed
  wipe
  build "$@" --output type=cacheonly >"$TMP/cached-build.log" || {
    cat "$TMP/cached-build.log" >&2
    fail "the build from the cache failed"
  }
  missed=$(uncached_steps "$TMP/cached-build.log")
  if [ -n "$missed" ]; then
    cat "$TMP/cached-build.log" >&2
    fail "not CACHED: $missed"
  fi
}

# assert_fully_cached OUT CONTEXT ARGUMENT…: all steps CACHED, and the built files are those of the first
# build, random bytes included, so that nothing ran again and the layers hold what they should.
assert_fully_cached() {
  local out=$1 again=$TMP/again
  shift
  assert_steps_cached "$@"
  rm -rf "$again"
  wipe
  build "$@" --output "type=local,dest=$again" >"$TMP/cached-build.log" || {
    cat "$TMP/cached-build.log" >&2
    fail "the build from the cache failed"
  }
  diff -r "$out" "$again" >&2 || fail "the files built from the cache differ from the first build's"
}

# assert_stage_cached OUT STAGE CONTEXT ARGUMENT…: as above for a stage in the middle. A build that hits at
# the end never fetches the layers before it; this shows that a max cache has them all.
assert_stage_cached() {
  local out=$1 stage=$2 again=$TMP/again
  shift 2
  assert_steps_cached "$@" --target "$stage"
  rm -rf "$again"
  wipe
  build "$@" --target "$stage" --output "type=local,dest=$again" >"$TMP/cached-build.log" || {
    cat "$TMP/cached-build.log" >&2
    fail "the build of stage $stage from the cache failed"
  }
  diff -r "$out" "$again/out" >&2 || fail "the files of stage $stage differ from the first build's"
}

# ------------------------------------------------------------------------------------------------ looking inside

readonly ACCEPT='Accept: application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json'

# registry_get PATH [CURL ARGUMENT…]: from the open registry.
registry_get() {
  local path=$1
  shift
  curl -sSf --noproxy '*' -H "$ACCEPT" "$@" "http://$REGISTRY/v2/$path"
}

# registry_digest REPOSITORY TAG
registry_digest() {
  registry_get "$1/manifests/$2" -I | tr -d '\r' | awk 'tolower($1) == "docker-content-digest:" { print $2 }'
}

# unpublished REPOSITORY TAG: whether the open registry says that there is no such tag. A registry that says nothing
# does not.
unpublished() {
  [ "$(curl -s -o /dev/null -w '%{http_code}' --noproxy '*' -H "$ACCEPT" "http://$REGISTRY/v2/$1/manifests/$2")" = 404 ]
}

registry_manifest() { registry_get "$1/manifests/$2"; }

# registry_config REPOSITORY TAG: the cache config behind a tag, whatever the manifest's shape.
registry_config() {
  local digest
  digest=$(registry_manifest "$1" "$2" | config_digest)
  registry_get "$1/blobs/$digest"
}

config_digest() {
  jq -r '(.config // (.manifests[] | select(.mediaType == "application/vnd.buildkit.cacheconfig.v0"))).digest'
}

# layout_digest DIR TAG
layout_digest() {
  jq -r --arg tag "$2" '.manifests[] | select(.annotations["org.opencontainers.image.ref.name"] == $tag).digest' "$1/index.json"
}

# layout_blob DIR DIGEST: the path of a blob.
layout_blob() { printf '%s/blobs/%s\n' "$1" "${2/://}"; }

layout_manifest() { cat "$(layout_blob "$1" "$(layout_digest "$1" "$2")")"; }

layout_config() { cat "$(layout_blob "$1" "$(layout_manifest "$1" "$2" | config_digest)")"; }

# graph: a cache config, read from stdin, in a form that two equal caches share: BuildKit may write the same
# records and layers in another order.
graph() {
  jq -S '
    .records as $records | .layers as $layers
    | def chain(i): if i == -1 then [] else chain($layers[i].parent // 0) + [$layers[i].blob] end;
    [$records[] | {digest, inputs: [(.inputs // [])[] | [.[] | {selector, digest: $records[.link].digest}] | sort],
      results: [(.layers // [])[] | chain(.layer)] | sort}] | sort'
}

# without_results: the graph's records alone.
without_results() { jq -S 'map(del(.results)) | sort'; }

assert_equal() {
  [ "$1" = "$2" ] || fail "${3:-values differ}: '$1' is not '$2'"
}
