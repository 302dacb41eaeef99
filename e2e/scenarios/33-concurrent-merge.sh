#!/usr/bin/env bash
# Eight jobs at the same time add their caches to one tag, and to one name of the Actions cache. Nothing of any of
# them is lost, however often this is done (CACHEFERRY_E2E_ROUNDS), and a build of each hits.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

ROUNDS=${CACHEFERRY_E2E_ROUNDS:-3}
CELLS=8
main=$(gha_token refs/heads/main 3)
serve_gha
ctx=$(context fan)

wipe
dirs=()
for cell in $(seq $CELLS); do
  build "$ctx" --target cell --build-arg "CELL=$cell" --output "type=local,dest=$TMP/out-$cell" \
    --cache-to "type=local,dest=$TMP/cell-$cell,mode=max" >"$TMP/build-$cell.log" || {
    cat "$TMP/build-$cell.log" >&2
    fail "the build of cell $cell failed"
  }
  dirs+=("type=local,src=$TMP/cell-$cell")
done
ferry merge "${dirs[@]}" --cache-to "type=local,dest=$TMP/wanted"
wanted=$(layout_config "$TMP/wanted" latest | graph)

# all_at_once SPEC: each job adds its cache.
all_at_once() {
  local cell jobs=() failed=0
  for cell in $(seq $CELLS); do
    ferry export --dir "$TMP/cell-$cell" --merge --on-error fail --cache-to "$1" >"$TMP/job-$cell.log" 2>&1 &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || failed=1; done
  cat "$TMP"/job-*.log >&2
  [ $failed = 0 ] || fail "a job failed"
}

# all_there SPEC: what is there now is the union.
all_there() {
  rm -rf "$TMP/there"
  ferry migrate --cache-from "$1" --cache-to "type=local,dest=$TMP/there"
  assert_equal "$(layout_config "$TMP/there" latest | graph | cksum)" "$(cksum <<<"$wanted")" "something was lost: the graph"
  assert_equal "$(ferry inspect "type=local,src=$TMP/there" -o json | jq '.contributions | length')" $CELLS "exports"
}

# all_hit SPEC: on an empty builder each job's build is cached, its own step as well as what it has in common.
all_hit() {
  local cell missed
  wipe
  for cell in $(seq $CELLS); do
    build "$ctx" --target cell --build-arg "CELL=$cell" --cache-from "$1" --output type=cacheonly >"$TMP/cached.log"
    missed=$(uncached_steps "$TMP/cached.log")
    [ -z "$missed" ] || fail "cell $cell is not CACHED: $missed"
  done
}

for round in $(seq "$ROUNDS"); do
  note "round $round of $ROUNDS"
  all_at_once "$REGISTRY/$REPO/app:round-$round"
  all_there "$REGISTRY/$REPO/app:round-$round"
  all_at_once "$(gha 2 "$main" "round-$round")"
  all_there "$(gha 2 "$main" "round-$round")"
done
all_hit "type=registry,ref=$REGISTRY/$REPO/app:round-$ROUNDS"
all_hit "$(gha 2 "$main" "round-$ROUNDS")"
