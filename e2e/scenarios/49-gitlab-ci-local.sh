#!/usr/bin/env bash
# ci-examples/gitlab as gitlab-ci-local runs it, which reads the file with GitLab's own schema and runs its jobs with
# the variables, sections and reports of a GitLab job: on two machines of their own, the second of which hits in every
# step, then on a branch. The file is the example, byte for byte; what differs from a project on GitLab is this:
#  - the jobs run in the shell of this machine (--force-shell-executor), so that nobody starts the job's image and its
#    service, docker:dind. DOCKER_HOST names the engine instead; BUILDX_BUILDER names its builder, since the one that
#    `docker buildx create` makes needs an image from Docker Hub;
#  - GITLAB_CI is true, which gitlab-ci-local says is false, for scripts to tell it from GitLab;
#  - the registry is one with a password and a certificate of a private CA, as a GitLab of one's own would have.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

for tool in node npm git rsync; do
  command -v $tool >/dev/null || skip "needs the program '$tool'"
done
[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] || skip "needs Node 20 or newer"
(cd "$E2E/ci-systems" && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --silent; })

image=$TLS_REGISTRY/$REPO
mkdir "$TMP/bin"
ln -s "$PROGRAM" "$TMP/bin/cacheferry"
# The environment of a runner's machine, not that of the shell that runs the scenarios.
runner=(env -i "PATH=$TMP/bin:$PATH" "LANG=C.UTF-8")
for name in DOCKER_HOST JAVA_HOME; do
  if [ -n "${!name:-}" ]; then runner+=("$name=${!name}"); fi
done

# The project: the example, a Dockerfile, and what the example says about .dockerignore. Its steps have no network
# here, and it tells the base image itself.
origin=$TMP/origin
mkdir "$origin"
cp -a "$(context app)/." "$origin/"
cp "$ROOT/ci-examples/gitlab/.gitlab-ci.yml" "$origin/"
sed -i 's/^RUN /RUN --network=none /' "$origin/Dockerfile"
echo cacheferry.env >"$origin/.dockerignore"
git -C "$origin" init -q -b main
git -C "$origin" add -A
git -C "$origin" -c user.name=ferry -c user.email=ferry@example.com commit -q -m first
git -C "$origin" branch topic

# pipeline NAME BRANCH: on a new machine with an empty builder. Its jobs' logs are in $TMP/NAME-JOB.log; what the build
# made is the image app:latest.
pipeline() {
  local name=$1 branch=$2 machine=$TMP/$1
  note "pipeline $name on $branch"
  docker image rm -f app >/dev/null 2>&1 || true
  wipe
  mkdir -p "$machine/.docker"
  ln -s "$(readlink -f "${DOCKER_CONFIG:-$HOME/.docker}")/cli-plugins" "$machine/.docker/cli-plugins"
  git clone -q -b "$branch" "$origin" "$machine/app"
  git -C "$machine/app" remote set-url origin https://gitlab.example/acme/app.git
  # Of these GitLab sets the first five, and a project's settings the last two.
  cat >"$machine/variables" <<VARIABLES
GITLAB_CI=true
CI_REGISTRY=$TLS_REGISTRY
CI_REGISTRY_IMAGE=$image
CI_REGISTRY_USER=$CACHEFERRY_E2E_USER
CI_REGISTRY_PASSWORD=$CACHEFERRY_E2E_PASSWORD
SSL_CERT_FILE=$CACHEFERRY_E2E_CA
BUILDX_BUILDER=default
DOCKER_HOST=${DOCKER_HOST:-unix:///var/run/docker.sock}
VARIABLES
  # gitlab-ci-local would start services even so; this is its own means to replace a part of the file.
  echo '{"build": {"services": []}}' >"$machine/app/.gitlab-ci-local.yml"
  (cd "$machine/app" && "${runner[@]}" HOME="$machine" \
    node "$E2E/ci-systems/node_modules/gitlab-ci-local/dist/index.js" --force-shell-executor --shell-isolation \
    --variables-file ../variables --ignore-predefined-vars GITLAB_CI,CI_REGISTRY,CI_REGISTRY_IMAGE --no-color) >"$TMP/$name.log" 2>&1 || fail "$(cat "$TMP/$name.log")"
  for job in build report; do
    cp "$machine/app/.gitlab-ci-local/output/$job.log" "$TMP/$name-$job.log"
  done
}

# layers: of the image that the pipeline's build made. Each RUN writes random bytes, so equal layers are the same run's.
layers() { docker image inspect --format '{{json .RootFS.Layers}}' app; }

# tag_exists TAG
tag_exists() {
  curl -sSf -o /dev/null --noproxy '*' --cacert "$CACHEFERRY_E2E_CA" -u "$CACHEFERRY_E2E_USER:$CACHEFERRY_E2E_PASSWORD" \
    -H "$ACCEPT" "https://$TLS_REGISTRY/v2/$REPO/manifests/$1" 2>/dev/null
}

# told NAME TEXT: the later job of the pipeline wrote this, with what the report of the first gave it.
told() {
  grep -qxE "$2" "$TMP/$1-report.log" || fail "not '$2' but: $(cat "$TMP/$1-report.log")"
}

# all_cached NAME: the pipeline's build ran no step. A step whose layers are fetched for the image just then is
# reported as DONE instead of CACHED, at random; its lines tell which layers those are.
all_cached() {
  local log=$TMP/$1-build.log step
  while read -r step; do
    [ -z "$step" ] || grep -q "^${step%% *} sha256:" "$log" || fail "not CACHED: $step ($(cat "$log"))"
  done <<<"$(uncached_steps "$log")"
}

pipeline first main
grep -q '^miss: ' "$TMP/first-build.log" || fail "it found a cache: $(cat "$TMP/first-build.log")"
told first 'cache hit false, 0 bytes, then saved'
# The sections were ones for GitLab's log.
for section in import export; do
  grep -qE "cacheferry_${section}_[0-9]+ took " "$TMP/first.log" || fail "no section of $section: $(cat "$TMP/first.log")"
done
if grep -qF "$CACHEFERRY_E2E_PASSWORD" "$TMP/first.log"; then fail "the password is printed"; fi
tag_exists cache-main || fail "nothing is in the scope of main"
made=$(layers)

pipeline second main
all_cached second
assert_equal "$(layers)" "$made" "the layers of the image"
told second 'cache hit true, [1-9][0-9]* bytes, then unchanged'

# Nothing of its own yet: it begins with main's cache, which is none of its own scope, and saves in its own.
pipeline branch topic
all_cached branch
assert_equal "$(layers)" "$made" "the layers of the image"
told branch 'cache hit false, [1-9][0-9]* bytes, then saved'
tag_exists cache-topic || fail "nothing is in the scope of the branch"
if tag_exists cache; then fail "a cache without a scope was written"; fi
