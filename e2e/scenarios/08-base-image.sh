#!/usr/bin/env bash
# A build that starts from a base image out of a registry.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context base)
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$TMP/cache,mode=max"

ferry migrate --cache-from "type=local,src=$TMP/cache" --cache-to "type=registry,ref=$REGISTRY/$REPO:cache"
ferry migrate --cache-from "$REGISTRY/$REPO:cache" --cache-to "type=local,dest=$TMP/back"

assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=registry,ref=$REGISTRY/$REPO:cache"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=local,src=$TMP/back"
