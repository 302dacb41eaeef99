package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher under the name by which docker calls it. What a real docker does is an e2e scenario.
 */
class DockerPluginTest {
  private static final Path LAUNCHER = Path.of("../cacheferry").toAbsolutePath().normalize();

  @TempDir private Path directory;

  private Path application;

  /** An application as it is installed, whose java shows what it was given. */
  @BeforeEach
  void install() throws IOException {
    application = Files.createDirectories(directory.resolve("application"));
    Files.createDirectories(application.resolve("lib"));
    Files.createFile(application.resolve("lib/cacheferry-cli.jar"));
    Files.copy(LAUNCHER, application.resolve("cacheferry"));
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        while [ "$1" != -jar ]; do shift; done
        shift 2
        echo "$DOCKER_CONFIG,$DOCKER_CONTEXT,$DOCKER_HOST:" "$@"
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    assertThat(application.resolve("cacheferry").toFile().setExecutable(true)).isTrue();
    Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Files.createFile(application.resolve("cacheferry-17.0.1.jsa"));
  }

  @Test
  void theMetadataHasTheVersionOfThePomInACheckout() throws Exception {
    Matcher version =
        Pattern.compile("<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("../pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(plugin(LAUNCHER, "docker-cli-plugin-metadata"))
        .isEqualTo(
            "{\"SchemaVersion\":\"0.1.0\",\"Vendor\":\"cacheferry\",\"Version\":\""
                + version.group(1)
                + "\",\"ShortDescription\":\"Ferry BuildKit's build caches between backends\"}\n");
  }

  @Test
  void theMetadataHasTheVersionBesideTheApplicationWhereItIsInstalled() throws Exception {
    Files.writeString(application.resolve("version"), "9.8.7\n");
    assertThat(plugin(application.resolve("cacheferry"), "docker-cli-plugin-metadata"))
        .contains("\"Version\":\"9.8.7\"");
  }

  @Test
  void theNameOfThePluginIsNoArgument() throws Exception {
    assertThat(called("cacheferry", "inspect", "a b")).isEqualTo(",,: inspect a b\n");
    assertThat(called("cacheferry", "inspect", "cacheferry")).isEqualTo(",,: inspect cacheferry\n");
    assertThat(called("cacheferry", "--version")).isEqualTo(",,: --version\n");
  }

  @Test
  void optionsOfDockerMeanTheDockerThatIsStarted() throws Exception {
    assertThat(called("--debug", "--context", "cacheferry", "cacheferry", "inspect", "x"))
        .isEqualTo(",cacheferry,: inspect x\n");
    assertThat(called("-cfar", "-l", "info", "--tls", "cacheferry", "run"))
        .isEqualTo(",far,: run\n");
    assertThat(called("--config=/c", "-H", "tcp://h:1", "cacheferry", "run"))
        .isEqualTo("/c,,tcp://h:1: run\n");
  }

  @Test
  void helpAndCompletionAreWhatDockerAsksThemFor() throws Exception {
    assertThat(called("help", "cacheferry")).isEqualTo(",,: help\n");
    assertThat(called("help", "cacheferry", "inspect")).isEqualTo(",,: help inspect\n");
    assertThat(called("__complete", "cacheferry", "ins")).isEqualTo(":0\n");
  }

  private String called(String... arguments) throws Exception {
    return plugin(application.resolve("cacheferry"), arguments);
  }

  private String plugin(Path launcher, String... arguments) throws Exception {
    Path link = directory.resolve("docker-cacheferry");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, launcher);
    var builder = new ProcessBuilder(link.toString());
    builder.command().addAll(java.util.List.of(arguments));
    builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER_"));
    builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
