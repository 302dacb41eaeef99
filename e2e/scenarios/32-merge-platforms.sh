#!/usr/bin/env bash
# Two platforms, each exported apart, become one cache that builds of both hit.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

main=$(gha_token refs/heads/main 3)
serve_gha
ctx=$(context platforms)
ref=$REGISTRY/$REPO/app
for arch in amd64 arm64; do
  printf 'for %s\n' "$arch" >"$ctx/src-$arch.txt"
done
for arch in amd64 arm64; do
  first_build "$TMP/out-$arch" "$ctx" --platform "linux/$arch" --cache-to "type=local,dest=$TMP/$arch,mode=max"
done

# both_cached SPEC
both_cached() {
  local arch
  for arch in amd64 arm64; do
    assert_fully_cached "$TMP/out-$arch" "$ctx" --platform "linux/$arch" --cache-from "$1"
  done
}

ferry merge "type=local,src=$TMP/amd64" "type=local,src=$TMP/arm64" \
  --cache-to "$ref:all" --cache-to "type=local,dest=$TMP/all" --cache-to "$(gha 2 "$main" all)"
both_cached "type=registry,ref=$ref:all"
both_cached "type=local,src=$TMP/all"
both_cached "$(gha 2 "$main" all)"
