#!/usr/bin/env bash
# import and export as the steps of a CI job around a build, and an import that finds nothing.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$(context app)
dir=$TMP/job-cache

# A first job finds no cache, which is no error.
exits_with 0 ferry import --cache-from "$REGISTRY/$REPO:main" --dir "$dir" -o json >"$TMP/miss.json"
assert_equal "$(jq -r .restored "$TMP/miss.json")" false "restored in the report of a miss"
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$dir,mode=max"
ferry export --dir "$dir" --cache-to "type=registry,ref=$REGISTRY/$REPO:main,mode=max"

# The next job, on an empty machine, imports it and builds with the flags that import prints.
rm -rf "$dir"
printed=$(ferry import --cache-from "$REGISTRY/$REPO:main" --dir "$dir")
note "import prints: $printed"
read -ra flags <<<"${printed//$'\n'/ }"
[ ${#flags[@]} -gt 0 ] || fail "import printed no flags"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=local,src=$dir"
wipe
case $printed in *--cache-to*) ;; *) flags+=(--cache-to "type=local,dest=$dir,mode=max") ;; esac
build "$ctx" "${flags[@]}" --output type=cacheonly >"$TMP/job.log" || fail "the build with the printed flags failed: $(cat "$TMP/job.log")"
assert_equal "$(uncached_steps "$TMP/job.log")" "" "steps that missed with the printed flags"

# And it exports what the build left, under a tag of its own.
ferry export --dir "$dir" --cache-to "type=registry,ref=$REGISTRY/$REPO:branch,mode=max"
assert_fully_cached "$TMP/out" "$ctx" --cache-from "type=registry,ref=$REGISTRY/$REPO:branch"

exits_with 0 ferry import --cache-from "$REGISTRY/$REPO:main" --dir "$TMP/again" -o json >"$TMP/hit.json"
assert_equal "$(jq -r .restored "$TMP/hit.json")" true "restored in the report of a hit"
