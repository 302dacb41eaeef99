#!/bin/sh
# Any machine with a shell: import the cache, build with the flags that import prints (they are shell words, hence the
# eval), export what the build left. A miss is no failure, and neither is an export that cannot save; a build that fails
# ends the script. CACHE names the cache, the arguments are those of docker buildx build.
set -eu
cache=${CACHE:-registry.example.com/acme/app:cache}
[ $# -gt 0 ] || set -- -t app .

flags=$(cacheferry import --cache-from "$cache" --time-budget 2m)
eval "docker buildx build $flags \"\$@\""
cacheferry export --cache-to "$cache" --time-budget 5m
