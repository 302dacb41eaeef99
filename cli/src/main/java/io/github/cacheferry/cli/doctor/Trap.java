package io.github.cacheferry.cli.doctor;

import static io.github.cacheferry.cli.doctor.Level.PROBLEM;
import static io.github.cacheferry.cli.doctor.Level.WARNING;

/**
 * Something that is known to go wrong with caches, and what to do about it. The identifiers are for
 * scripts and stay as they are; {@code docs/doctor.md} has a row for each.
 */
public enum Trap {
  NO_CLASS_ARCHIVE(
      "no-class-archive",
      WARNING,
      "Run any command once as a user who may write the program's directory: the archive of"
          + " classes is made then, and each start is faster."),

  DIRECTORY_NOT_WRITABLE(
      "directory-not-writable",
      PROBLEM,
      "Name another directory: CACHEFERRY_DIR or --dir for the cache,"
          + " CACHEFERRY_JAVA_OPTIONS=-Djava.io.tmpdir=DIR for temporary files."),
  DISK_FULL("disk-full", PROBLEM, "Free some space, or name a directory on another disk."),
  DISK_LOW("disk-low", WARNING, DISK_FULL.fix),
  DISK_TOO_SMALL(
      "disk-too-small",
      PROBLEM,
      "Free some space, set CACHEFERRY_DIR to a directory on a larger disk, or keep less in the"
          + " cache: export --mode min, or --merge --keep-generations N."),

  SCOPE_UNKNOWN(
      "scope-unknown",
      WARNING,
      "Name a scope with --scope NAME, or use the specs as they are with --scope none."),
  DEFAULT_BRANCH_UNKNOWN(
      "default-branch-unknown",
      WARNING,
      "Set CACHEFERRY_DEFAULT_BRANCH in the job: new branches then begin with the default branch's"
          + " cache."),
  FORK(
      "fork",
      WARNING,
      "Nothing in the job can change that: let forks only read, and save from the repository's own"
          + " branches."),

  NO_RUNTIME_TOKEN(
      "no-runtime-token",
      PROBLEM,
      "GitHub gives it to actions and not to run: steps: put cacheferry's action with export-runtime"
          + " before this step, or crazy-max/ghaction-github-runtime, or give url_v2= and token= in"
          + " the spec."),
  TOKEN_EXPIRED(
      "token-expired",
      PROBLEM,
      "Use the token in the job that it was made for: it ends with it. Keep no ACTIONS_ variables"
          + " from one job to the next."),
  TOKEN_UNREADABLE(
      "token-unreadable",
      WARNING,
      "Pass ACTIONS_RUNTIME_TOKEN on as GitHub made it. Where the service is not GitHub's, let"
          + " cacheferry carry the cache (import, export or run): BuildKit refuses a token that does"
          + " not tell its scopes and times."),
  READ_ONLY_JOB(
      "read-only-job",
      WARNING,
      "Nothing in the job can change that: GitHub lets jobs only read that outsiders can start."
          + " Save from a push or a pull request of the repository's own."),
  CACHE_MODE(
      "cache-mode", WARNING, "Change the workflow's cache-mode, or do without this direction."),
  OLD_CACHE_SERVICE(
      "old-cache-service",
      PROBLEM,
      "Set ACTIONS_CACHE_SERVICE_V2=true, as crazy-max/ghaction-github-runtime does, or give"
          + " version=2 in the spec."),

  NO_DOCKER_DAEMON(
      "no-docker-daemon",
      WARNING,
      "Start it, or name another with DOCKER_HOST or docker context use NAME."),
  NO_BUILDX(
      "no-buildx",
      WARNING,
      "Install it: docker/setup-buildx-action on GitHub, the package docker-buildx-plugin"
          + " elsewhere."),
  PROGRAM_HANGS(
      "program-hangs", WARNING, "Run the command by hand, and see what its daemon waits for."),
  NO_BUILDER(
      "no-builder",
      PROBLEM,
      "See docker buildx ls, and choose one that runs with docker buildx use NAME or"
          + " BUILDX_BUILDER=NAME."),
  NO_CONTAINERD_STORE(
      "no-containerd-store",
      PROBLEM,
      "Make a builder that can: docker buildx create --use --driver docker-container. Or let the"
          + " daemon use the containerd image store: {\"features\": {\"containerd-snapshotter\":"
          + " true}} in daemon.json."),
  BUILDX_TOO_OLD(
      "buildx-too-old",
      PROBLEM,
      "Install a newer buildx: docker/setup-buildx-action on GitHub, the package"
          + " docker-buildx-plugin elsewhere."),
  BUILDX_TOO_OLD_FOR_BAKE("buildx-too-old-for-bake", WARNING, BUILDX_TOO_OLD.fix),
  BUILDKIT_TOO_OLD(
      "buildkit-too-old",
      PROBLEM,
      "Use a newer one: docker buildx create --use --driver docker-container --driver-opt"
          + " image=moby/buildkit:buildx-stable-1. With the docker driver, update Docker."),
  BUILDKIT_WRITES_INDEXES(
      "buildkit-writes-indexes",
      WARNING,
      "Give image-manifest=true in the build's --cache-to, or use BuildKit 0.21 or newer."),

  BAD_SPEC(
      "bad-spec", PROBLEM, "Write it as BuildKit does: type=registry,ref=ghcr.io/acme/app:cache."),
  UNKNOWN_HOST(
      "unknown-host",
      PROBLEM,
      "Check the name and this machine's DNS; where only a proxy knows the world, set HTTPS_PROXY."),
  NO_CONNECTION(
      "no-connection",
      PROBLEM,
      "Check that the server runs and that the port is right. Behind a proxy set HTTPS_PROXY, and"
          + " NO_PROXY for servers of your own net."),
  CERTIFICATE(
      "certificate",
      PROBLEM,
      "Name the certificate of its authority with SSL_CERT_FILE or --ca-file, or put it into"
          + " /etc/docker/certs.d/HOST/ca.crt."),
  TLS(
      "tls",
      PROBLEM,
      "If the registry speaks plain HTTP, add registry.insecure=true to the spec; else see what a"
          + " proxy or firewall between does."),
  NO_ANSWER(
      "no-answer",
      PROBLEM,
      "See whether a firewall or proxy swallows the connection, and whether the server is busy."),
  THROTTLED("throttled", WARNING, "Try again later, or log in: known users may ask more often."),
  SERVER_FAILS("server-fails", PROBLEM, "Try again later, or see the server's own log."),
  READ_DENIED(
      "read-denied", PROBLEM, "Log in with an account that may read there: docker login HOST."),
  WRITE_DENIED(
      "write-denied",
      PROBLEM,
      "Log in with an account that may write there (for ghcr.io in a workflow: permissions:"
          + " packages: write), or only read from there: --cache-from."),
  NO_REPOSITORY(
      "no-repository",
      PROBLEM,
      "Check the name; if it is right, make the repository: Amazon's registry and some others make"
          + " none by themselves."),
  CACHE_DAMAGED(
      "cache-damaged", WARNING, "Repair it with cacheferry heal SPEC, or let a build replace it."),
  NOT_A_CACHE(
      "not-a-cache", PROBLEM, "Name the tag that --cache-to wrote, which is not the image's."),
  BACKEND_WARNS("backend-warns", WARNING, "See to what it names: the backend goes on without it."),
  INDEX_REFUSED(
      "index-refused",
      PROBLEM,
      "Leave out image-manifest=false and oci-mediatypes=false, which only BuildKit before 0.12"
          + " needs."),
  INDEX_UNPROVEN("index-unproven", WARNING, INDEX_REFUSED.fix),

  BUILDER_CREDENTIALS(
      "builder-credentials",
      WARNING,
      "Give the credentials to the builder's daemon, or put them into the spec."),
  BUILDER_LOGIN(
      "builder-login",
      WARNING,
      "Log in with docker login too: a build looks at Docker's config.json only."),
  BUILDER_AUTHORITY(
      "builder-authority",
      WARNING,
      "Tell the builder too: /etc/docker/certs.d/HOST/ca.crt for the docker driver, ca= in"
          + " buildkitd.toml (docker buildx create --buildkitd-config FILE) for the others."),
  BUILDER_LOOPBACK(
      "builder-loopback",
      WARNING,
      "Let cacheferry carry the cache (import, export or run), or make the builder with --driver-opt"
          + " network=host."),
  INSECURE_UNSAID(
      "insecure-unsaid",
      WARNING,
      "If the registry has no certificate to trust, add registry.insecure=true to the spec."),
  BUILDER_PROXY(
      "builder-proxy",
      WARNING,
      "Set the proxy in the daemon's own environment or in \"proxies\" of daemon.json."),

  CLOCK_OFF("clock-off", WARNING, "Set this machine's clock: timedatectl set-ntp true."),
  CLOCK_WRONG("clock-wrong", PROBLEM, CLOCK_OFF.fix),
  NOT_FINISHED(
      "not-finished",
      WARNING,
      "Try again when the machine is less busy, or with a longer --time-budget.");

  private final String id;
  private final Level level;
  private final String fix;

  Trap(String id, Level level, String fix) {
    this.id = id;
    this.level = level;
    this.fix = fix;
  }

  /** What scripts and the documentation call it. */
  public String id() {
    return id;
  }

  /** How bad it usually is. */
  public Level level() {
    return level;
  }

  /** What the user can do. */
  public String fix() {
    return fix;
  }
}
