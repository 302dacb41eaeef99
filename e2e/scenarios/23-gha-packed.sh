#!/usr/bin/env bash
# A cache of many small layers goes to the Actions cache in a few entries (pack=true), in both versions of its
# protocol. It is read back, as BuildKit's own form is, without an option, by the branch and by a pull request, and
# BuildKit hits all of it.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=../gha.sh
. "$E2E/gha.sh"

STEPS=36

# steps TEXT: a build of many small layers in three stages; prints its context.
steps() {
  local dir=$TMP/context-steps stage i
  mkdir -p "$dir"
  printf %s "$1" >"$dir/src.txt"
  {
    printf 'ARG BASE\n'
    for stage in one two three; do
      # shellcheck disable=SC2016 # expanded by the build
      printf 'FROM ${BASE} AS %s\nWORKDIR /out\nCOPY src.txt /src.txt\n' $stage
      for ((i = 1; i <= STEPS / 3; i++)); do printf 'RUN head -c 3000 /dev/urandom >/out/%s-%d\n' $stage $i; done
    done
    printf 'FROM scratch\n'
    for stage in one two three; do printf 'COPY --from=%s /out /\n' $stage; done
  } >"$dir/Dockerfile"
  printf '%s\n' "$dir"
}

# assert_imported CONTEXT SPEC: what we import, without an option, BuildKit hits in all its steps.
assert_imported() {
  rm -rf "$TMP/imported"
  ferry import --cache-from "$2" --dir "$TMP/imported" >"$TMP/flags"
  assert_fully_cached "$TMP/out" "$1" --cache-from "type=local,src=$TMP/imported"
}

main=$(gha_token refs/heads/main 3)
pull=$(gha_token refs/pull/7/merge 3 refs/heads/main 1)
serve_gha

ctx=$(steps one)
layout=$TMP/layout
first_build "$TMP/out" "$ctx" --cache-to "type=local,dest=$layout,mode=max"
layers=$(layout_manifest "$layout" latest | jq '.layers | length')
[ "$layers" -ge $STEPS ] || fail "the cache has only $layers layers"
mkdir "$TMP/two"
cp -p "$TMP"/out/two-* "$TMP/two/"

for version in 1 2; do
  note "version $version: $layers layers in a few entries, and back"
  before=$(gha_entries | wc -l)
  ferry migrate --cache-from "type=local,src=$layout" --cache-to "$(gha $version "$main" packed$version),pack=true"
  made=$(($(gha_entries | wc -l) - before))
  { [ $made -ge 1 ] && [ $made -lt 10 ]; } || fail "$made entries were made: $(gha_entries)"
  assert_imported "$ctx" "$(gha $version "$main" packed$version)"
  assert_stage_cached "$TMP/two" two "$ctx" --cache-from "type=local,src=$TMP/imported"
done

note "BuildKit's own form, and our own of the same name"
first_build "$TMP/out-other" "$(steps other)" --cache-to "$(gha 2 "$main" both),mode=max"
rm -rf "$TMP/out"
mv "$TMP/out-other" "$TMP/out"
ctx=$(steps other)
assert_imported "$ctx" "$(gha 2 "$main" both)"
ferry migrate --cache-from "type=local,src=$TMP/imported" --cache-to "$(gha 2 "$main" both),pack=true"
assert_imported "$ctx" "$(gha 2 "$main" both)"

note "a pull request reads main's packed cache, and moves nothing of it"
assert_imported "$ctx" "$(gha 2 "$pull" both)"
before=$(gha_entries | wc -l)
ferry migrate -o json --cache-from "type=local,src=$TMP/imported" \
  --cache-to "$(gha 2 "$pull" both),pack=true" >"$TMP/report.json"
[ "$(jq '.targets[0].blobs.moved' "$TMP/report.json")" = 0 ] || fail "$(cat "$TMP/report.json")"
made=$(($(gha_entries | wc -l) - before))
[ $made -le 1 ] || fail "the pull request made $made entries"
