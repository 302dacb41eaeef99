#!/usr/bin/env bash
# Two tags in one directory: both are moved, each to a tag of its own, and both hit; and back again.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

main=$(context app main)
feature=$(context app feature)
first_build "$TMP/out-main" "$main" --cache-to "type=local,dest=$TMP/cache,mode=max,tag=main"
first_build "$TMP/out-feature" "$feature" --cache-to "type=local,dest=$TMP/cache,mode=max,tag=feature"

for tag in main feature; do
  ferry migrate --cache-from "type=local,src=$TMP/cache,tag=$tag" --cache-to "type=registry,ref=$REGISTRY/$REPO:$tag"
  ferry migrate --cache-from "type=registry,ref=$REGISTRY/$REPO:$tag" --cache-to "type=local,dest=$TMP/back,tag=$tag"
done

assert_equal "$(jq -c '[.manifests[].annotations["org.opencontainers.image.ref.name"]] | sort' "$TMP/back/index.json")" \
  '["feature","main"]' "tags of the directory"
assert_fully_cached "$TMP/out-main" "$main" --cache-from "type=registry,ref=$REGISTRY/$REPO:main"
assert_fully_cached "$TMP/out-feature" "$feature" --cache-from "type=registry,ref=$REGISTRY/$REPO:feature"
assert_fully_cached "$TMP/out-main" "$main" --cache-from "type=local,src=$TMP/back,tag=main"
assert_fully_cached "$TMP/out-feature" "$feature" --cache-from "type=local,src=$TMP/back,tag=feature"
