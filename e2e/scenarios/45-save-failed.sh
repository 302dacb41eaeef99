#!/usr/bin/env bash
# run --save-on always around a build that fails: its exit code, and what it finished is saved. With the Dockerfile put
# right, an empty builder hits every step before the one that failed, and its files are those of the first build.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

ctx=$TMP/context
mkdir -p "$ctx"
cp "$CACHEFERRY_E2E_BUSYBOX" "$ctx/"
printf '%s\n' "$REPO" >"$ctx/src.txt"
printf 'left-out.txt\nDockerfile*\n' >"$ctx/Dockerfile.dockerignore"
printf 'one\n' >"$ctx/left-out.txt"

# dockerfile B C: stage a comes to its end, b fails in its third step if its command B does, and what C does takes too
# long for the stage without a name to come further than its first. RUN leaves random bytes.
dockerfile() {
  cat >"$ctx/Dockerfile" <<END
# escape=\`
ARG BASE
FROM \${BASE} AS a
WORKDIR /
COPY . /a/
RUN echo ran a-1; head -c 16 /dev/urandom | od -An -tx1 >/a/first
RUN <<EOF
# a here-document
echo ran a-2
FROM=/dev/urandom
head -c 16 \$FROM | od -An -tx1 >/a/second
EOF

from \${BASE}
run echo ran c-1; head -c 16 /dev/urandom | od -An -tx1 >/c
RUN echo ran c-2; $2

FROM \${BASE} AS B
COPY --from=a /a/first /b/from-a
RUN echo ran b-1; head -c 16 /dev/urandom \`
  # between
  | od -An -tx1 >/b/first
RUN echo ran b-2; sleep 2; $1
RUN touch /b/never

FROM scratch
COPY --from=a /a /a
COPY --from=b /b /b
COPY --from=1 /c /c
END
}

# run_build DIR ARGUMENT…: the wrapper, on a machine of its own.
run_build() {
  local dir=$1
  shift
  ferry run --scope none --dir "$dir" --save-on always --cache-from "$REGISTRY/$REPO:cache" \
    --cache-to "$REGISTRY/$REPO:cache" -- \
    docker buildx build --network=none --progress=plain --provenance=false \
    --build-arg "BASE=$CACHEFERRY_E2E_BASE" "$@" "$ctx" 2>&1
}

# steps_that_ran LOG: those that say so. (What is reported as CACHED proves nothing here: BuildKit may report a step as
# DONE whose layers it fetches to run the next one.)
steps_that_ran() { grep -oE '^#[0-9]+ [0-9.]+ ran .*' "$1" | sed 's/.* ran //' | sort -u | tr '\n' ' '; }

# random_files DIR: what the steps of a build made up.
random_files() { (cd "$1" && cat a/first a/second b/from-a b/first c); }

note "the build fails, and is saved"
dockerfile "exit 3" "sleep 600"
wipe
began=$SECONDS
exits_with 1 run_build "$TMP/first" --metadata-file "$TMP/metadata.json" --output "type=local,dest=$TMP/out" \
  >"$TMP/first.log"
[ $((SECONDS - began)) -lt 600 ] || fail "a step ran again: $(cat "$TMP/first.log")"
[[ $(steps_that_ran "$TMP/first.log") == "a-1 a-2 b-1 b-2 c-1 "* ]] || fail "$(cat "$TMP/first.log")"
grep -q '^saved: ' "$TMP/first.log" || fail "nothing was saved: $(cat "$TMP/first.log")"
[ ! -e "$TMP/out" ] && [ ! -e "$TMP/metadata.json" ] || fail "the second solve did more than export"
! compgen -G "$TMP/first-finished*" >/dev/null || fail "files were left"

note "the same machine, the Dockerfile put right: these files hold what the first build made"
dockerfile true true
build "$ctx" --output "type=local,dest=$TMP/here" >"$TMP/here.log" || fail "$(cat "$TMP/here.log")"

note "another machine, the first Dockerfile: nothing that was finished runs, and nothing more is saved"
dockerfile "exit 3" "sleep 600"
wipe
exits_with 1 run_build "$TMP/second" --output type=cacheonly >"$TMP/second.log"
# The one that would take too long may not even have begun.
ran=$(steps_that_ran "$TMP/second.log")
assert_equal "${ran%c-2 }" "b-2 " "steps that ran ($(cat "$TMP/second.log"))"
grep -q '^unchanged: ' "$TMP/second.log" || fail "it was saved again: $(cat "$TMP/second.log")"

note "another machine, the Dockerfile put right"
dockerfile true true
wipe
run_build "$TMP/third" --output "type=local,dest=$TMP/there" >"$TMP/third.log" || fail "$(cat "$TMP/third.log")"
assert_equal "$(random_files "$TMP/there")" "$(random_files "$TMP/here")" "random files"

note "nothing to save from a Dockerfile on standard input"
exits_with 1 run_build "$TMP/stdin" -f - <"$ctx/Dockerfile.dockerignore" >"$TMP/stdin.log"
grep -q '^nothing was saved: the build.s Dockerfile is no file here' "$TMP/stdin.log" || fail "$(cat "$TMP/stdin.log")"
