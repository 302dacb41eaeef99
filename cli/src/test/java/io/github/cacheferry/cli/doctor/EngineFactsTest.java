package io.github.cacheferry.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is read from outputs of the real docker 28.5 and buildx 0.29. */
class EngineFactsTest {
  @Test
  void docker_withTheContainerdStore() {
    DockerFacts docker =
        DockerFacts.parse(
            """
            version=28.5.2+dfsg4
            driver-type=io.containerd.snapshotter.v1
            time=2026-11-21T15:20:59.259722085Z
            proxy=
            root=/var/lib/docker
            insecure=::1/128
            insecure=127.0.0.0/8

            """);
    assertThat(docker.version()).isEqualTo("28.5.2+dfsg4");
    assertThat(docker.containerdStore()).isTrue();
    assertThat(docker.hasProxy()).isFalse();
    assertThat(docker.root()).isEqualTo("/var/lib/docker");
    assertThat(docker.time()).contains(Instant.parse("2026-11-21T15:20:59.259722085Z"));
    assertThat(docker.insecure()).containsExactly("::1/128", "127.0.0.0/8");
  }

  @Test
  void docker_withItsOwnStore() {
    DockerFacts docker =
        DockerFacts.parse(
            """
            version=27.5.1
            Backing Filesystem=extfs
            Supports d_type=true
            Using metacopy=false
            time=yesterday
            proxy=http://proxy.example:3128
            """);
    assertThat(docker.containerdStore()).isFalse();
    assertThat(docker.hasProxy()).isTrue();
    assertThat(docker.time()).isEmpty();
  }

  @Test
  void builder_inTheDaemon() {
    BuilderFacts builder =
        BuilderFacts.parse(
            """
            Name:          default
            Driver:        docker
            Last Activity: 2026-11-21 15:10:09 +0000 UTC

            Nodes:
            Name:             default
            Endpoint:         default
            Status:           running
            BuildKit version: v0.0.0+unknown
            Platforms:        linux/amd64, linux/amd64/v2
            Labels:
             org.mobyproject.buildkit.worker.executor:             containerd
            GC Policy rule#0:
             All:            false
            """);
    assertThat(builder.name()).isEqualTo("default");
    assertThat(builder.isDocker()).isTrue();
    assertThat(builder.running()).isTrue();
    assertThat(builder.error()).isEmpty();
    assertThat(builder.buildKit()).isEmpty();
  }

  @Test
  void builder_ofTwoNodesIsAsOldAsTheOlder() {
    BuilderFacts builder =
        BuilderFacts.parse(
            """
            Name:          pair
            Driver:        docker-container
            Nodes:
            Name:                  pair0
            Status:                running
            BuildKit version:      v0.25.2
            Name:                  pair1
            Status:                running
            BuildKit version:      v0.19.0
            """);
    assertThat(builder.buildKit()).contains(new Release(0, 19));
  }

  @Test
  void builder_asAnOlderBuildxShowsIt() {
    BuilderFacts builder =
        BuilderFacts.parse(
            """
            Name:   dc
            Driver: docker-container

            Nodes:
            Name:      dc0
            Endpoint:  unix:///var/run/docker.sock
            Status:    running
            Buildkit:  v0.11.6
            Platforms: linux/amd64
            """);
    assertThat(builder.buildKit()).contains(new Release(0, 11));
  }

  @Test
  void builder_thatWasNotStarted() {
    BuilderFacts builder =
        BuilderFacts.parse(
            """
            Name:          dc
            Driver:        docker-container
            Last Activity: 2026-11-21 15:21:00 +0000 UTC

            Nodes:
            Name:                  dc0
            Endpoint:              unix:///var/run/docker.sock
            Status:                inactive
            BuildKit daemon flags: --allow-insecure-entitlement=network.host
            """);
    assertThat(builder.running()).isFalse();
    assertThat(builder.buildKits()).isEmpty();
  }

  @Test
  void builder_onTheHostsNetworkIfAllOfItsNodesAre() {
    String one = node("network=\"host\" env.HTTP_PROXY=\"x y\"");
    assertThat(BuilderFacts.parse(one).onHostNetwork()).isTrue();
    assertThat(BuilderFacts.parse(one + one).onHostNetwork()).isTrue();
    assertThat(BuilderFacts.parse(one + node("image=\"a\"")).onHostNetwork()).isFalse();
    assertThat(BuilderFacts.parse(node("env.network=\"host\"")).onHostNetwork()).isFalse();
    assertThat(BuilderFacts.parse("Name:    dc\n").onHostNetwork()).isFalse();
  }

  private static String node(String options) {
    return "Name:                  dc0\nEndpoint:              unix:///var/run/docker.sock\n"
        + "Driver Options:        "
        + options
        + "\nStatus:                inactive\n";
  }

  @Test
  void builder_whoseDaemonIsGone() {
    BuilderFacts builder =
        BuilderFacts.parse(
            """
            Name:          default
            Driver:       \s
            Last Activity: 2026-11-21 15:20:58 +0000 UTC
            Error:         Cannot connect to the Docker daemon at unix:///nonexistent.
            """);
    assertThat(builder.error())
        .contains("Cannot connect to the Docker daemon at unix:///nonexistent.");
    assertThat(builder.driver()).isEmpty();
  }

  @Test
  void release_isReadFromAnyFormThatProgramsUse() {
    assertThat(Release.parse("v0.29.1")).contains(new Release(0, 29));
    assertThat(Release.parse("0.29.1+ds1")).contains(new Release(0, 29));
    assertThat(Release.parse("v1.2-rc1\n")).contains(new Release(1, 2));
    assertThat(Release.parse("v0.0.0+unknown")).isEqualTo(Optional.empty());
    assertThat(Release.parse("")).isEmpty();
    assertThat(Release.parse("99999999999.1")).isEmpty();
    assertThat(new Release(0, 9).isBefore(new Release(0, 10))).isTrue();
    assertThat(new Release(1, 0).isBefore(new Release(0, 21))).isFalse();
  }
}
