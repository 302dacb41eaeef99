#!/usr/bin/env bash
# A max cache reduced to min is the cache that BuildKit's own min export makes from an empty builder.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
# min first: after a max export the builder has blobs for all steps, and its min would be a max.
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$TMP/min,mode=min"
build "$ctx" --output type=cacheonly --cache-to "type=local,dest=$TMP/max,mode=max" >"$TMP/max.log"

ferry migrate --cache-from "type=local,src=$TMP/max" --cache-to "type=registry,ref=$REGISTRY/$REPO:min,mode=min"
ferry migrate --cache-from "type=local,src=$TMP/max" --cache-to "type=local,dest=$TMP/reduced,mode=min"

layout_config "$TMP/min" latest | graph >"$TMP/min.graph"
layout_config "$TMP/max" latest | graph >"$TMP/max.graph"
diff <(without_results <"$TMP/min.graph") <(without_results <"$TMP/max.graph") >&2 ||
  fail "BuildKit's own min and max differ in more than their results; the comparison is void"
if diff -q "$TMP/min.graph" "$TMP/max.graph" >/dev/null; then fail "BuildKit's min is its max; the comparison is void"; fi

registry_config "$REPO" min | graph | diff "$TMP/min.graph" - >&2 || fail "the registry's min is not BuildKit's"
layout_config "$TMP/reduced" latest | graph | diff "$TMP/min.graph" - >&2 || fail "the directory's min is not BuildKit's"
assert_equal "$(layout_manifest "$TMP/reduced" latest | jq '.layers | length')" \
  "$(layout_manifest "$TMP/min" latest | jq '.layers | length')" "layers of the min manifest"

assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=registry,ref=$REGISTRY/$REPO:min"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=local,src=$TMP/reduced"
