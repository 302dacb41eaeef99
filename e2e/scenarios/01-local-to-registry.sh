#!/usr/bin/env bash
# A cache that a build wrote into a directory is moved into a registry, and the next builder hits it there.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$TMP/cache,mode=max"

ferry migrate --cache-from "type=local,src=$TMP/cache" --cache-to "type=registry,ref=$REGISTRY/$REPO:cache"

from=(--cache-from "type=registry,ref=$REGISTRY/$REPO:cache")
assert_fully_cached "$TMP/out" "$ctx" "${from[@]}"
assert_stage_cached "$TMP/out" build "$ctx" "${from[@]}"
