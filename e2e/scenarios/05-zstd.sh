#!/usr/bin/env bash
# Layers compressed with zstd travel as they are, in both directions.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$TMP/cache,mode=max,compression=zstd,force-compression=true"
layout_manifest "$TMP/cache" latest | jq -e 'all(.layers[]; .mediaType | endswith("+zstd"))' >/dev/null ||
  fail "BuildKit did not write zstd layers"

ferry migrate --cache-from "type=local,src=$TMP/cache" --cache-to "type=registry,ref=$REGISTRY/$REPO:zstd"
ferry migrate --cache-from "type=registry,ref=$REGISTRY/$REPO:zstd" --cache-to "type=local,dest=$TMP/back"

registry_manifest "$REPO" zstd | jq -e 'all(.layers[]; .mediaType | endswith("+zstd"))' >/dev/null ||
  fail "the registry's layers are not zstd any more"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=registry,ref=$REGISTRY/$REPO:zstd"
assert_stage_cached "$TMP/out" build "$ctx" --cache-from "type=registry,ref=$REGISTRY/$REPO:zstd"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=local,src=$TMP/back"
