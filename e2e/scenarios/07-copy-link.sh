#!/usr/bin/env bash
# Stages joined by COPY --link, whose layers are merged: one blob stands under several parents.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context link)
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$TMP/cache,mode=max"

ferry migrate --cache-from "type=local,src=$TMP/cache" --cache-to "type=registry,ref=$REGISTRY/$REPO:cache"
ferry migrate --cache-from "$REGISTRY/$REPO:cache" --cache-to "type=local,dest=$TMP/back"

for from in "type=registry,ref=$REGISTRY/$REPO:cache" "type=local,src=$TMP/back"; do
  assert_fully_cached "$TMP/out" "$ctx" --cache-from "$from"
  assert_steps_cached "$ctx" --target joined --cache-from "$from"
done
