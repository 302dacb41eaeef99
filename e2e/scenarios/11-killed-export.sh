#!/usr/bin/env bash
# kill -9 at random moments of an export over an older cache: the old cache or the new one, never a mixture.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

readonly KILLS=${CACHEFERRY_E2E_KILLS:-20}
# BuildKit checks this many survivors of each kind; verify checks them all.
readonly BUILDS=2

old_ctx=$(context big old)
new_ctx=$(context big new)
first_build "$TMP/out-old" "$old_ctx" --cache-to "type=local,dest=$TMP/old,mode=max"
first_build "$TMP/out-new" "$new_ctx" --cache-to "type=local,dest=$TMP/new,mode=max"
old=$(layout_digest "$TMP/old" latest)
new=$(layout_digest "$TMP/new" latest)

# The target with the old cache; every try gets a copy of its own.
ferry migrate --cache-from "type=local,src=$TMP/old" --cache-to "type=registry,ref=$REGISTRY/$REPO/seed:cache"
assert_equal "$(registry_digest "$REPO/seed" cache)" "$old" "digest of the old cache"

# prepare_, target_, source_, settled_, digest_, parts_ and clear_KIND TRY, for both kinds of target.
# settled_registry: what the dead client still asked for was served: the registry has let go of its connections.
# A repository is its links; copied, it has the old blobs and none of the new, so each try transfers them all.
prepare_registry() { cp -a "$REGISTRY_DATA/repositories/$REPO/seed" "$REGISTRY_DATA/repositories/$REPO/try-$1"; }
target_registry() { echo "type=registry,ref=$REGISTRY/$REPO/try-$1:cache"; }
source_registry() { target_registry "$1"; }
settled_registry() { ! awk -v at="$(printf ':%04X$' "${REGISTRY##*:}")" '$2 ~ at && $4 == "08"' /proc/net/tcp | grep -q .; }
digest_registry() { registry_digest "$REPO/try-$1" cache; }
parts_registry() { find "$REGISTRY_DATA/repositories/$REPO/try-$1/_layers" "$REGISTRY_DATA/repositories/$REPO/try-$1/_uploads" -type f 2>/dev/null | wc -l; }
clear_registry() { rm -rf "$REGISTRY_DATA/repositories/$REPO/try-$1"; }

prepare_local() { cp -a "$TMP/old" "$TMP/try-$1"; }
target_local() { echo "type=local,dest=$TMP/try-$1"; }
source_local() { echo "type=local,src=$TMP/try-$1"; }
settled_local() { true; }
digest_local() { layout_digest "$TMP/try-$1" latest; }
parts_local() { find "$TMP/try-$1" -type f | wc -l; }
clear_local() { rm -rf "$TMP/try-$1"; }

milliseconds() { date +%s%3N; }

export_to() { "$PROGRAM" export --dir "$TMP/new" --cache-to "$("target_$1" "$2"),mode=max" >"$TMP/export.log" 2>&1; }

# hit OUTCOME KIND TRY: BuildKit builds that version from what the kill left.
hit() {
  case $1 in
    old) assert_fully_cached "$TMP/out-old" "$old_ctx" --cache-from "$("source_$2" "$3")" ;;
    new) assert_fully_cached "$TMP/out-new" "$new_ctx" --cache-from "$("source_$2" "$3")" ;;
  esac
}

# try_once KIND TRY DELAY: starts an export over the old cache, kills it after DELAY ms, and sets outcome
# (old or new), ended (it was through before the kill) and midway (it had sent blobs, but not the manifest).
try_once() {
  local kind=$1 try=$2 delay=$3 pid before digest
  "prepare_$kind" "$try"
  before=$("parts_$kind" "$try")
  # Job control gives the export a process group of its own, so that a launcher and its JVM die together.
  set -m
  export_to "$kind" "$try" &
  pid=$!
  set +m
  sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
  if kill -9 -- "-$pid" 2>/dev/null; then ended=0; else ended=1; fi
  wait "$pid" 2>/dev/null || true
  # A request that was under way when its client died may still be served.
  comes "settled_$kind" "$try" || fail "$kind: the registry goes on with what a dead client asked for"

  digest=$("digest_$kind" "$try") || true
  case $digest in
    "$old") outcome=old ;;
    "$new") outcome=new ;;
    *) fail "$kind: killed after $delay ms, the target has the manifest '$digest', neither the old nor the new" ;;
  esac
  midway=0
  if [ $outcome = old ] && [ "$("parts_$kind" "$try")" -gt "$before" ]; then midway=1; fi
}

attack() {
  local kind=$1 try=0 began window delay landed=0 outcome ended midway
  local -A count=([old]=0 [new]=0)
  "prepare_$kind" whole
  began=$(milliseconds)
  export_to "$kind" whole || { cat "$TMP/export.log" >&2; fail "the export over the old cache failed"; }
  window=$(($(milliseconds) - began))
  assert_equal "$("digest_$kind" whole)" "$new" "digest after a whole export"
  "clear_$kind" whole
  note "$kind: a whole export takes $window ms"

  # Some more tries when the luck of the draw brought only one outcome, and many when no kill came during the transfer.
  while ((try < KILLS || (try < 3 * KILLS && (count[old] == 0 || count[new] == 0)) || (try < 20 * KILLS && landed == 0))); do
    try=$((try + 1))
    delay=$((window / 4 + RANDOM % (window * 3 / 4)))
    try_once "$kind" "$try" "$delay"
    # The window follows the time that exports take now: one kill in three comes too late.
    if [ "$ended" = 1 ]; then window=$((window * 9 / 10)); else window=$((window * 21 / 20)); fi
    landed=$((landed + midway))
    "$PROGRAM" verify "$("source_$kind" "$try")" >"$TMP/verify.log" 2>&1 || {
      cat "$TMP/verify.log" >&2
      fail "$kind: killed after $delay ms, the target has the $outcome manifest but does not verify"
    }
    if [ "${count[$outcome]}" -lt $BUILDS ]; then hit "$outcome" "$kind" "$try"; fi
    count[$outcome]=$((count[$outcome] + 1))
    "clear_$kind" "$try"
  done
  note "$kind: $try kills left the old cache ${count[old]} times ($landed with blobs already sent), the new one ${count[new]} times"
  [ $landed -gt 0 ] || fail "$kind: no kill landed during the transfer; the scenario shows nothing"
}

attack registry
attack local
