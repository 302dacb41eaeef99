#!/usr/bin/env bash
# The launcher as a plugin of docker's command line: docker cacheferry.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# The real docker with a configuration directory of its own: only a link makes the launcher a plugin.
plugins=$TMP/config/cli-plugins
mkdir -p "$plugins"
cp -P "${DOCKER_CONFIG:-$HOME/.docker}"/cli-plugins/* "$plugins/" 2>/dev/null || true
ln -s "$(readlink -f "$PROGRAM")" "$plugins/docker-cacheferry"
export DOCKER_CONFIG=$TMP/config
sample=type=local,src=$ROOT/ci-examples/sample-cache

version=$(ferry --version)
metadata=$("$plugins/docker-cacheferry" docker-cli-plugin-metadata)
assert_equal "cacheferry $(jq -r .Version <<<"$metadata")" "$version" "the version that docker is told"
docker help >"$TMP/help"
grep -q '^ *cacheferry\*' "$TMP/help" || fail "docker help does not list it"
docker info --format '{{range .ClientInfo.Plugins}}{{.Name}} {{.Err}}{{"\n"}}{{end}}' | grep -q '^cacheferry <nil>$' ||
  fail "docker does not take it for a good plugin"

assert_equal "$(docker cacheferry --version)" "$version" "docker cacheferry --version"
assert_equal "$(docker cacheferry inspect "$sample" -o json)" "$("$PROGRAM" inspect "$sample" -o json)" "inspect"
assert_equal "$(docker --debug --context default --log-level=info cacheferry --version)" "$version" \
  "behind docker's own options"
assert_equal "$(docker help cacheferry)" "$("$PROGRAM" help)" "docker help cacheferry"
assert_equal "$(docker help cacheferry inspect)" "$("$PROGRAM" help inspect)" "docker help cacheferry inspect"
assert_equal "$(docker cacheferry inspect --help)" "$("$PROGRAM" inspect --help)" "--help"
exits_with 2 docker cacheferry no-such-command
exits_with 3 docker cacheferry import --scope none --fail-on-miss --cache-from "$REGISTRY/$REPO:none" --dir "$TMP/none"
docker __complete cacheferry ins >"$TMP/complete" || fail "docker's completion of it fails"

# run starts the docker that was named.
args=$(docker --host tcp://127.0.0.1:1 --config "$DOCKER_CONFIG" cacheferry run -- docker build "$TMP" 2>&1 || true)
[[ $args == *127.0.0.1:1* ]] || fail "run did not use docker's --host: $args"

# docker asks every plugin at every help, which is answered without a JVM.
mkdir -p "$TMP/jdk/bin"
printf '#!/bin/sh\ntouch %s/started\nexit 1\n' "$TMP" >"$TMP/jdk/bin/java"
chmod +x "$TMP/jdk/bin/java"
exits_with 1 env JAVA_HOME="$TMP/jdk" "$plugins/docker-cacheferry" cacheferry --version 2>/dev/null
[ -e "$TMP/started" ] || fail "the stub is not the Java that is started"
rm "$TMP/started"
assert_equal "$(JAVA_HOME=$TMP/jdk "$plugins/docker-cacheferry" docker-cli-plugin-metadata)" "$metadata" "the metadata"
[ ! -e "$TMP/started" ] || fail "a JVM is started for the metadata"
times=()
for _ in {1..20}; do
  begin=${EPOCHREALTIME/./}
  "$plugins/docker-cacheferry" docker-cli-plugin-metadata >/dev/null
  times+=($((${EPOCHREALTIME/./} - begin)))
done
median=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 10p)
note "metadata in $((median / 1000)).$(printf %03d $((median % 1000))) ms (median of 20)"
[ "$median" -le 50000 ] || note "that is more than 50 ms"
