#!/usr/bin/env bash
# Both shapes of a cache manifest: kept as BuildKit wrote them, and one made from the other.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

readonly IMAGE=application/vnd.oci.image.manifest.v1+json
readonly INDEX=application/vnd.oci.image.index.v1+json
readonly DOCKER=application/vnd.docker.distribution.manifest.list.v2+json

ctx=$(context app)
# On one builder, so that the caches hold the same layers.
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$TMP/image,mode=max,image-manifest=true"
build "$ctx" --output type=cacheonly --cache-to "type=local,dest=$TMP/index,mode=max,image-manifest=false" >"$TMP/index.log"
build "$ctx" --output type=cacheonly --cache-to "type=local,dest=$TMP/docker,mode=max,oci-mediatypes=false" >"$TMP/docker.log"

# moved SOURCE TAG ATTRIBUTES MEDIA_TYPE: migrates, then checks the shape in the registry and the hit.
moved() {
  local source=$1 tag=$2 attributes=$3 type=$4
  note "$source to $tag"
  ferry migrate --cache-from "type=local,src=$TMP/$source" --cache-to "type=registry,ref=$REGISTRY/$REPO:$tag$attributes"
  assert_equal "$(registry_manifest "$REPO" "$tag" | jq -r .mediaType)" "$type" "media type of $tag"
  assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=registry,ref=$REGISTRY/$REPO:$tag"
}

moved image as-image "" "$IMAGE"
moved index as-index ",image-manifest=false" "$INDEX"
moved docker as-docker ",oci-mediatypes=false" "$DOCKER"
moved image image-to-index ",image-manifest=false" "$INDEX"
moved index index-to-image ",image-manifest=true" "$IMAGE"
moved docker docker-to-image ",image-manifest=true" "$IMAGE"
