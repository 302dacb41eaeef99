package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.io.StringReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeTest {
  private static final int SECONDS = 60;

  @TempDir private Path directory;

  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final InProcess program = new InProcess();

  @AfterEach
  void endBackground() {
    background.shutdownNow();
  }

  @Test
  void printsWhatAClientNeedsAndServesUntilItIsStopped() throws Exception {
    Running server = serve("--print-env");
    Properties variables = variables();
    assertThat(variables.stringPropertyNames())
        .containsExactlyInAnyOrder(
            "ACTIONS_RESULTS_URL",
            "ACTIONS_CACHE_URL",
            "ACTIONS_CACHE_SERVICE_V2",
            "ACTIONS_RUNTIME_TOKEN");
    assertThat(variables.getProperty("ACTIONS_CACHE_URL")).matches("http://127\\.0\\.0\\.1:\\d+/");
    assertThat(lookUp(variables)).isEqualTo(204);
    assertThat(claims(variables)).contains("refs/heads/main").contains("\\\"Permission\\\":3");
    assertThat(server.stop()).isZero();
    assertThat(program.err())
        .contains("serving the Actions cache at http://127.0.0.1:")
        .contains(": 0 entries, 0 B in " + directory.resolve("served") + ", at most 10.0 GB\n")
        .endsWith("stopping: 0 entries, 0 B kept\n");
  }

  @Test
  void theTokenIsSignedWithTheSecretAndIsForTheScopesThatWereAskedFor() throws Exception {
    Files.writeString(directory.resolve("secret"), "hunter22\n");
    Running server =
        serve(
            "--token-secret-file=secret",
            "--print-env",
            "--scope=refs/heads/feature:rw",
            "--scope=refs/heads/main:r");
    Properties variables = variables();
    assertThat(claims(variables))
        .contains("feature\\\",\\\"Permission\\\":3")
        .contains("main\\\",\\\"Permission\\\":1");
    assertThat(lookUp(variables)).isEqualTo(204);
    variables.setProperty(
        "ACTIONS_RUNTIME_TOKEN", variables.getProperty("ACTIONS_RUNTIME_TOKEN") + "x");
    assertThat(lookUp(variables)).isEqualTo(401);
    assertThat(server.stop()).isZero();
    assertThat(program.out() + program.err()).doesNotContain("hunter22");
  }

  @Test
  void json_isOneObjectWithTheTokenOnlyIfItWasAskedFor() throws Exception {
    Running server = serve("-o", "json", "--external-url=https://cache.example/gha");
    assertThat(server.stop()).isZero();
    assertThat(program.out())
        .isEqualTo(
            "{\"schemaVersion\":1,\"command\":\"serve gha\",\"url\":\"https://cache.example/gha/\","
                + "\"dir\":\""
                + directory.resolve("served")
                + "\",\"env\":{}}\n");
  }

  @Test
  void anAddressThatIsNotLoopbackNeedsASecret() {
    assertUsage("anybody who reaches this address could read and write", "--bind=0.0.0.0");
  }

  @Test
  void senselessOptionsAreUsageErrors() throws IOException {
    Files.writeString(directory.resolve("empty"), "\n");
    assertUsage("the file is empty", "--token-secret-file=empty");
    assertUsage("there is no such file", "--token-secret-file=none");
    assertUsage("there is no token without --print-env", "--scope=refs/heads/main");
    assertUsage("it is a ref like refs/heads/main", "--print-env", "--scope=main:w");
    assertUsage("it is a size like 500MB or 10GB, not much", "--max-size=much");
    assertUsage("it is a number from 0 to 65535, not 65536", "--port=65536");
    assertUsage("it is a URL like https://cache.example/, not cache", "--external-url=cache");
    assertUsage("it is a duration like 90s or 5m, not 10", "--idle-reservation=10");
  }

  @Test
  void aDirectoryThatCannotBeOneIsToldInWords() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    assertThat(program.in(directory).run("serve", "gha", "--port=0", "--dir=file")).isEqualTo(1);
    assertThat(program.err())
        .contains("could not keep entries in the directory (" + directory.resolve("file") + "): ")
        .contains("there is a file where a directory should be");
  }

  @Test
  void withoutAServiceItSaysWhichThereAre() {
    assertThat(program.run("serve")).isEqualTo(2);
    assertThat(program.err()).contains("cacheferry serve gha");
  }

  @Test
  void aPortInUseIsAFailure() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(program.in(directory).run("serve", "gha", "--port=" + taken.getLocalPort()))
          .isEqualTo(1);
    }
    assertThat(program.err()).contains("could not listen").contains("Choose another port.");
    assertThat(directory.resolve(".cache/cacheferry/gha")).isDirectory();
  }

  private void assertUsage(String message, String... options) {
    var refused = new InProcess().in(directory);
    assertThat(refused.run(arguments(options))).isEqualTo(2);
    assertThat(refused.err()).contains(message).hasLineCount(1);
  }

  private static String[] arguments(String... options) {
    var arguments = new String[options.length + 4];
    System.arraycopy(new String[] {"serve", "gha", "--dir=served", "--port=0"}, 0, arguments, 0, 4);
    System.arraycopy(options, 0, arguments, 4, options.length);
    return arguments;
  }

  /** Starts a server and returns once it listens. */
  private Running serve(String... options) throws InterruptedException {
    var cancellation = new AtomicReference<Cancellation>();
    var begun = new CountDownLatch(1);
    program
        .in(directory)
        .interruptedBy(
            how -> {
              cancellation.set(how);
              begun.countDown();
            });
    Future<Integer> code = background.submit(() -> program.run(arguments(options)));
    assertThat(begun.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    while (!program.err().contains("serving") && !code.isDone()) {
      Thread.onSpinWait();
    }
    return new Running(cancellation.get(), code);
  }

  private record Running(Cancellation cancellation, Future<Integer> code) {
    int stop() throws Exception {
      cancellation.cancel(Cancellation.Reason.INTERRUPTED);
      return code.get(SECONDS, TimeUnit.SECONDS);
    }
  }

  private Properties variables() throws IOException {
    var variables = new Properties();
    variables.load(new StringReader(program.out()));
    return variables;
  }

  private static String claims(Properties variables) {
    String payload = variables.getProperty("ACTIONS_RUNTIME_TOKEN").split("\\.", -1)[1];
    return new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
  }

  private static int lookUp(Properties variables) throws IOException {
    URI url =
        URI.create(
            variables.getProperty("ACTIONS_CACHE_URL")
                + "_apis/artifactcache/cache?keys=none&version="
                + "0".repeat(64));
    var connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setRequestProperty(
        "Authorization", "Bearer " + variables.getProperty("ACTIONS_RUNTIME_TOKEN"));
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }
}
