#!/usr/bin/env bash
# What buildx makes of the bake command lines that run rewrites: each target has the caches that it had, ours
# behind them, and nothing else is changed. bake --print builds nothing.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

mkdir -p "$TMP/src" "$TMP/dir/x"
cd "$TMP/src"
cat >docker-bake.hcl <<'EOF'
variable "TAG" { default = "one" }
group "default" { targets = ["plain", "own"] }
group "all" { targets = ["plain", "own", "child", "heir", "matrix"] }
target "plain" { tags = ["acme/plain:${TAG}"] }
target "own" {
  cache-from = ["type=registry,ref=acme/own:cache", "acme/other"]
  cache-to = ["type=inline"]
}
target "child" {
  inherits = ["own"]
  cache-to = [{ type = "local", dest = "./mine", mode = "max" }]
  args = { V = "$$x" }
}
target "heir" { inherits = ["own"] }
target "matrix" {
  name = "matrix-${v}"
  matrix = { v = ["a", "b"] }
}
EOF
cat >more.json <<'EOF'
{"target": {"plain": {"platforms": ["linux/amd64"]}, "extra": {"cache-from": ["type=gha,scope=x"]}}}
EOF
printf 'services:\n  svc: {build: {context: ., cache_from: ["acme/svc"], x-bake: {cache-to: ["type=inline"]}}}\n' >compose.yaml

# ours DIR: filters a printed bake file so that our caches are left out, having been seen to be there.
without_ours() {
  jq -S --arg dir "$1" '
    def own(target): [{type: "local", dest: ($dir + "-targets/" + target), mode: "max", "ignore-error": "true"}];
    .target |= with_entries(.key as $target
      | .value["cache-from"] |= (. // [] | if .[-1:] == [{type: "local", src: $dir}] then .[:-1] else error("no cache to read: " + $target) end)
      | .value["cache-to"] |= (. // [] | if .[-1:] == own($target) then .[:-1] else error("no cache to write: " + $target) end)
      | .value |= with_entries(select(.value != []) | if .value | type == "array" then .value |= sort else . end))'
}

# bake WORD…: compares the command line as it is with the rewritten one.
bake() {
  local shown
  note "docker $*"
  docker "$@" --print 2>"$TMP/err" | jq -S . >"$TMP/given.json" || fail "$(cat "$TMP/err")"
  [ -s "$TMP/given.json" ] || fail "bake printed nothing: $(cat "$TMP/err")"
  # A cache that is set to nothing is printed by some versions and left out by others; the order says nothing.
  jq -S '.target |= map_values(with_entries(select(.value != []) | if .value | type == "array" then .value |= sort else . end))' "$TMP/given.json" >"$TMP/wanted.json"
  shown=$(ferry run --scope none --dir "$TMP/dir/it is" --print --cache-from "$REGISTRY/$REPO:cache" \
    --cache-to "$REGISTRY/$REPO:cache" -- docker "$@") || fail "no command is shown"
  eval "$shown --print" 2>"$TMP/err" >"$TMP/shown.json" || fail "$shown: $(cat "$TMP/err")"
  without_ours "$TMP/dir/it is" <"$TMP/shown.json" >"$TMP/left.json" || fail "$(cat "$TMP/shown.json")"
  diff "$TMP/wanted.json" "$TMP/left.json" >&2 || fail "bake makes something else of $shown"
}

bake buildx bake
bake buildx bake all
bake --log-level error buildx f plain child
bake buildx bake -f docker-bake.hcl -f more.json all extra
bake buildx bake --set '*.cache-from=acme/set' --set own.platform=linux/arm64 all
bake buildx bake --set own.cache-to=type=gha,scope=set --set 'plain.cache-to+=type=inline' all
bake buildx bake --set 'own.cache-from+=acme/added' own
bake buildx bake --set '*.cache-to=' --set own.args.X=1 own child heir
bake buildx bake --set own.cache-to= --set '*.cache-from+=acme/all' --set heir.cache-from=acme/heir own heir
bake buildx bake -f compose.yaml svc
TAG=two bake buildx bake --no-cache --allow fs.read=/usr plain
