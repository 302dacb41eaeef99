#!/usr/bin/env bash
# The reverse: a cache that a build wrote into a registry is moved into a directory, and hits there.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
first_build "$TMP/out" "$ctx" --cache-to "type=registry,ref=$REGISTRY/$REPO:cache,mode=max"

ferry migrate --cache-from "$REGISTRY/$REPO:cache" --cache-to "type=local,dest=$TMP/cache"

from=(--cache-from "type=local,src=$TMP/cache")
assert_fully_cached "$TMP/out" "$ctx" "${from[@]}"
assert_stage_cached "$TMP/out" build "$ctx" "${from[@]}"
