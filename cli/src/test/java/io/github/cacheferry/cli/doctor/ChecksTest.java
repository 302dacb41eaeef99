package io.github.cacheferry.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.scope.Jobs;
import io.github.cacheferry.serve.TokenForge;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks that need no server. */
class ChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  @TempDir private Path directory;

  @Test
  void java_tellsAMissingArchiveToTheLauncherOnly() {
    assertThat(java("-jar", "lib/cacheferry-cli.jar")).isEqualTo("no-class-archive");
    assertThat(java("-XX:SharedArchiveFile=x.jsa", "-jar", "lib/cacheferry-cli.jar")).isEmpty();
    assertThat(java()).isEmpty();
  }

  @Test
  void java_withoutAnArchiveIsAsWantedWhereTheLauncherIsToMakeNone() {
    var check = new JavaCheck(List.of("-jar", "lib/cacheferry-cli.jar"), "cacheferry 1");
    assertThat(ids(check.run(context(Map.of("CACHEFERRY_TRAIN", "false"))))).isEmpty();
    assertThat(ids(check.run(context(Map.of("CACHEFERRY_TRAIN", "true")))))
        .isEqualTo("no-class-archive");
  }

  private String java(String... arguments) {
    return ids(new JavaCheck(List.of(arguments), "cacheferry 1").run(context(Map.of())));
  }

  @Test
  void space_isLookedAtWhereADirectoryWouldBeMade() throws IOException {
    var disk = new Disk(directory.resolve("a/b"));
    assertThat(disk.isWritable()).isTrue();
    assertThat(disk.free()).isPositive();
    assertThat(disk.isSameFileSystem(new Disk(directory))).isTrue();
    assertThat(SpaceCheck.space(disk, 3_000_000_000L).level()).isEqualTo(Level.OK);
    assertThat(SpaceCheck.space(disk, 1_999_999_999L).trap()).contains(Trap.DISK_LOW);
    assertThat(SpaceCheck.space(disk, 99_999_999L).trap()).contains(Trap.DISK_FULL);
    assertThat(new Disk(Path.of("/dev/null/x")).isWritable()).isFalse();
    assertThat(
            ids(
                new SpaceCheck(List.of(Path.of("/dev/null/x"), Path.of("/dev/null/x")))
                    .run(context(Map.of()))))
        .isEqualTo("directory-not-writable");
  }

  @Test
  void ci_tellsWhatItsEnvironmentLacks() {
    assertThat(ci(Map.of())).isEmpty();
    assertThat(ci(Map.of("GITLAB_CI", "true"))).contains("scope-unknown");
    assertThat(ci(Map.of("GITLAB_CI", "true", "CI_COMMIT_BRANCH", "x")))
        .contains("default-branch-unknown");
    assertThat(
            ci(
                Map.of(
                    "GITLAB_CI", "true",
                    "CI_COMMIT_BRANCH", "x",
                    "CI_DEFAULT_BRANCH", "main")))
        .isEmpty();
    assertThat(
            ci(
                Map.of(
                    "GITLAB_CI", "true",
                    "CI_MERGE_REQUEST_IID", "7",
                    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main",
                    "CI_MERGE_REQUEST_PROJECT_PATH", "acme/app",
                    "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "mallory/app",
                    "CI_DEFAULT_BRANCH", "main")))
        .isEqualTo("fork");
  }

  private String ci(Map<String, String> environment) {
    return ci(environment, true);
  }

  private String ci(Map<String, String> environment, boolean ownScopes) {
    var check = new JobCheck(Jobs.detect(environment, directory), ownScopes);
    return ids(check.run(context(environment)));
  }

  @Test
  void ci_whatItsEnvironmentLacksIsNoMatterWhereAScopeIsNamed() {
    assertThat(ci(Map.of("GITLAB_CI", "true"), false)).isEqualTo("fork");
    assertThat(ci(Map.of("GITLAB_CI", "true", "CI_COMMIT_BRANCH", "x"), false)).isEmpty();
  }

  @Test
  void actionsCache_isNoMatterElsewhere() throws IOException {
    assertThat(actions(Map.of(), List.of()).get(0).level()).isEqualTo(Level.SKIPPED);
  }

  @Test
  void actionsCache_withoutATokenIsAProblemOnlyIfItIsAskedFor() throws IOException {
    Finding here = actions(Map.of("GITHUB_ACTIONS", "true"), List.of()).get(0);
    assertThat(here.trap()).contains(Trap.NO_RUNTIME_TOKEN);
    assertThat(here.level()).isEqualTo(Level.WARNING);
    Finding elsewhere =
        actions(Map.of("GITHUB_ACTIONS", "true"), List.of(place("ghcr.io/a/b:c"))).get(0);
    assertThat(elsewhere.level()).isEqualTo(Level.SKIPPED);
    Finding asked = actions(Map.of(), List.of(place("type=gha"))).get(0);
    assertThat(asked.level()).isEqualTo(Level.PROBLEM);
    assertThat(asked.what()).isEqualTo("ACTIONS_RUNTIME_TOKEN is not set");
    assertThat(asked.fix()).contains("crazy-max/ghaction-github-runtime");
  }

  @Test
  void actionsCache_readsTheToken() throws IOException {
    assertThat(token(forge(TokenForge.READ_WRITE, -60, 60).unsigned(), Map.of())).isEmpty();
    assertThat(token(forge(TokenForge.READ, -60, 60).unsigned(), Map.of()))
        .isEqualTo("read-only-job");
    assertThat(token(forge(TokenForge.READ_WRITE, -60, -1).unsigned(), Map.of()))
        .isEqualTo("token-expired");
    assertThat(token(forge(TokenForge.READ_WRITE, 30, 60).unsigned(), Map.of()))
        .isEqualTo("clock-wrong");
    assertThat(token("no-such-thing", Map.of())).isEqualTo("token-unreadable");
  }

  @Test
  void actionsCache_readsTheVariables() throws IOException {
    String good = forge(TokenForge.READ_WRITE, -60, 60).unsigned();
    assertThat(token(good, Map.of("ACTIONS_CACHE_MODE", "read"))).isEqualTo("cache-mode");
    String old = "https://artifactcache.actions.githubusercontent.com/abc/";
    assertThat(token(good, Map.of("ACTIONS_CACHE_URL", old))).isEqualTo("old-cache-service");
    assertThat(token(good, Map.of("ACTIONS_CACHE_URL", old, "ACTIONS_CACHE_SERVICE_V2", "True")))
        .isEmpty();
  }

  private String token(String token, Map<String, String> more) throws IOException {
    var environment = new HashMap<String, String>(more);
    environment.put("ACTIONS_RUNTIME_TOKEN", token);
    environment.put(
        "ACTIONS_RESULTS_URL", "https://results-receiver.actions.githubusercontent.com/");
    return ids(actions(environment, List.of(place("type=gha,scope=a"))));
  }

  private static TokenForge forge(int permission, long from, long to) {
    return TokenForge.token()
        .grant("refs/heads/main", permission)
        .valid(NOW.plusSeconds(from), NOW.plusSeconds(to));
  }

  private List<Finding> actions(Map<String, String> environment, List<Place> places)
      throws IOException {
    return new ActionsCheck(places, CLOCK).run(context(environment));
  }

  @Test
  void clock_isComparedWithThoseOfServers() throws IOException {
    var clocks = new Clocks(CLOCK);
    clocks.tell("nonsense", "yesterday");
    assertThat(clock(clocks).get(0).level()).isEqualTo(Level.SKIPPED);
    clocks.tell("right", "Sat, 21 Nov 2026 12:00:59 GMT");
    assertThat(clock(clocks).get(0).level()).isEqualTo(Level.OK);
    clocks.tell("slow", "Sat, 21 Nov 2026 11:55:00 GMT");
    assertThat(clock(clocks).get(0))
        .isEqualTo(
            Finding.of(Trap.CLOCK_OFF, "this machine's clock is 300 s ahead of that of slow", ""));
    clocks.tell("fast", "Sat, 21 Nov 2026 12:10:01 GMT");
    assertThat(ids(clock(clocks))).isEqualTo("clock-wrong clock-off");
  }

  private List<Finding> clock(Clocks clocks) throws IOException {
    return new ClockCheck(clocks, new Engine()).run(context(Map.of()));
  }

  @Test
  void shape_anIndexIsNotForEveryRegistry() throws IOException {
    assertThat(shape("ghcr.io/a/b:c", "")).isEmpty();
    assertThat(shape("127.0.0.1:1/a/b:c", ",image-manifest=true")).isEmpty();
    assertThat(shape("1.dkr.ecr.eu-west-1.amazonaws.com/b:c", ",image-manifest=false"))
        .isEqualTo("index-refused");
  }

  @Test
  void shape_aCacheThatIsAnIndexStaysOneUnlessTheSpecSaysOtherwise() throws IOException {
    String ref = "1.dkr.ecr.eu-west-1.amazonaws.com/b:c";
    assertThat(shape(ref, ",image-manifest=true")).isEmpty();
    assertThat(shape(ref, ",mode=max")).isEqualTo("index-refused");
    Finding finding = shapes(ref, "").get(0);
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.fix()).startsWith("Add image-manifest=true to the spec");
  }

  private String shape(String ref, String more) throws IOException {
    return ids(shapes(ref, more));
  }

  private List<Finding> shapes(String ref, String more) throws IOException {
    CacheSpec spec = CacheSpec.parse("type=registry,ref=" + ref + more);
    var place = new Place(spec, Optional.empty(), Optional.empty());
    return new ShapeCheck(place, Exporters.check(spec), new Engine()).run(context(Map.of()));
  }

  @Test
  void failures_areToldByWhatIsBehindThem() {
    assertThat(trap(new ConnectException("refused"))).isEqualTo(Trap.NO_CONNECTION);
    assertThat(trap(new UnknownHostException("x"))).isEqualTo(Trap.UNKNOWN_HOST);
    assertThat(trap(new SocketTimeoutException("x"))).isEqualTo(Trap.NO_ANSWER);
    assertThat(trap(new SSLException("x"))).isEqualTo(Trap.TLS);
    assertThat(trap(new IOException("status 500"))).isEqualTo(Trap.SERVER_FAILS);
    assertThat(trap(new AccessDeniedException("/x"))).isEqualTo(Trap.DIRECTORY_NOT_WRITABLE);
    assertThat(trap(new FileSystemException("/x", null, "No space left on device")))
        .isEqualTo(Trap.DISK_FULL);
    assertThat(trap(new IOException("No space left on device"))).isEqualTo(Trap.DISK_FULL);
    var certificate = new SSLHandshakeException("x");
    certificate.initCause(new CertificateException("y"));
    assertThat(trap(certificate)).isEqualTo(Trap.CERTIFICATE);
    var denied = new CacheException.Denied(new Problem("read", "there", "status 403", "Log in."));
    Finding finding = Failures.finding(denied, Trap.READ_DENIED, "there");
    assertThat(finding)
        .isEqualTo(Finding.of(Trap.READ_DENIED, "status 403", "there").fixedBy("Log in."));
  }

  @Test
  void failures_ofACertificateHaveTheirOwnFixes() {
    var expired = new SSLHandshakeException("x");
    expired.initCause(new CertificateException(new CertificateExpiredException("y")));
    assertThat(certificate(expired)).startsWith("Have the server's certificate renewed");
    assertThat(certificate(new SSLPeerUnverifiedException("Hostname x not verified")))
        .startsWith("Use the name that the server's certificate is for");
    var unknown = new SSLHandshakeException("x");
    unknown.initCause(new CertificateException("y"));
    assertThat(certificate(unknown)).isEqualTo("Name it.");
  }

  private static String certificate(IOException cause) {
    var failure =
        new CacheException.Unavailable(new Problem("read", "there", "it", "Name it."), cause);
    Finding finding = Failures.finding(failure, Trap.READ_DENIED, "there");
    assertThat(finding.trap()).contains(Trap.CERTIFICATE);
    return finding.fix();
  }

  @Test
  void failures_whereSomethingIsNotThere() throws IOException {
    var gone = new CacheException.NotFound(Problem.of("push", "there", "status 404"));
    CacheSpec spec = CacheSpec.parse("ghcr.io/a/b:c");
    assertThat(Failures.finding(gone, Trap.WRITE_DENIED, spec, "there").trap())
        .contains(Trap.NO_REPOSITORY);
    assertThat(Failures.finding(gone, Trap.READ_DENIED, spec, "there").trap())
        .contains(Trap.CACHE_DAMAGED);
    CacheSpec gha = CacheSpec.parse("type=gha");
    assertThat(Failures.finding(gone, Trap.READ_DENIED, gha, "there").trap())
        .contains(Trap.SERVER_FAILS);
  }

  private static Trap trap(IOException cause) {
    var failure = new CacheException.Unavailable(Problem.of("read", "there", "it"), cause);
    return Failures.finding(failure, Trap.READ_DENIED, "there").trap().orElseThrow();
  }

  @Test
  void place_knowsItsRegistry() throws IOException {
    assertThat(place("acme/app:cache").registry()).contains("docker.io");
    assertThat(place("localhost/app").registry()).contains("localhost");
    assertThat(place("10.0.0.1:5000/app:x").registry()).contains("10.0.0.1:5000");
    assertThat(place("type=gha").registry()).isEmpty();
    assertThat(Place.isLoopback("127.0.0.1:5000")).isTrue();
    assertThat(Place.isLoopback("[::1]:5000")).isTrue();
    assertThat(Place.isLoopback("localhost.example.com")).isFalse();
  }

  private static Place place(String text) throws CacheException.Usage {
    return new Place(CacheSpec.parse(text), Optional.empty(), Optional.empty());
  }

  private RunContext context(Map<String, String> environment) {
    return Runs.in(directory, environment, TransferListener.NONE);
  }

  private static String ids(List<Finding> findings) {
    return String.join(
        " ",
        findings.stream().flatMap(one -> one.trap().stream()).map(Trap::id).distinct().toList());
  }
}
