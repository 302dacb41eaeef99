#!/usr/bin/env bash
# A copy that changes nothing keeps the manifest's digest, over any number of hops.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context link)
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$TMP/cache,mode=max"
digest=$(layout_digest "$TMP/cache" latest)

ferry migrate --cache-from "type=local,src=$TMP/cache" --cache-to "type=registry,ref=$REGISTRY/$REPO:one"
assert_equal "$(registry_digest "$REPO" one)" "$digest" "digest in the registry"
ferry migrate --cache-from "$REGISTRY/$REPO:one" --cache-to "type=registry,ref=$REGISTRY/$REPO/other:two"
assert_equal "$(registry_digest "$REPO/other" two)" "$digest" "digest in the other repository"
ferry migrate --cache-from "$REGISTRY/$REPO/other:two" --cache-to "type=local,dest=$TMP/back"
assert_equal "$(layout_digest "$TMP/back" latest)" "$digest" "digest back in a directory"
diff -r "$TMP/cache/blobs" "$TMP/back/blobs" >&2 || fail "the directory's blobs are not the first one's"

# Once more over the same targets: nothing to do, nothing changed.
ferry migrate --cache-from "type=local,src=$TMP/cache" \
  --cache-to "type=registry,ref=$REGISTRY/$REPO:one" --cache-to "type=local,dest=$TMP/back"
assert_equal "$(registry_digest "$REPO" one)" "$digest" "digest in the registry after a second copy"
assert_equal "$(layout_digest "$TMP/back" latest)" "$digest" "digest in the directory after a second copy"
