package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cli.doctor.Tool.Answer;
import io.github.cacheferry.cli.doctor.Tool.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the Docker daemon answers, and has room. */
final class DockerCheck implements Check {
  private final Engine engine;

  DockerCheck(Engine engine) {
    this.engine = engine;
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    Answer answer = engine.info(context);
    if (answer.kind() == Kind.MISSING) {
      return List.of(Finding.skipped("docker is not on PATH", ""));
    }
    if (answer.kind() == Kind.HUNG) {
      return List.of(Finding.of(Trap.PROGRAM_HANGS, answer.text(), "docker info"));
    }
    if (!answer.isPrinted()) {
      return List.of(
          Finding.of(Trap.NO_DOCKER_DAEMON, answer.text(), "").fixedBy(rights(answer.text())));
    }
    DockerFacts docker = DockerFacts.parse(answer.text());
    String store = docker.containerdStore() ? "containerd's image store" : "Docker's image store";
    var findings = new ArrayList<Finding>();
    findings.add(Finding.ok("Docker " + docker.version() + " with " + store, ""));
    if (isHere(context)) {
      findings.addAll(space(docker));
    }
    return findings;
  }

  /** What to do where a daemon runs that this user may not ask; empty if it is something else. */
  static String rights(String complaint) {
    return complaint.contains("permission denied")
        ? "Give this user the right to ask the daemon: add it to the group docker, or name another"
            + " daemon with DOCKER_HOST."
        : "";
  }

  /** Whether a directory of the daemon's can be one of this machine. */
  private static boolean isHere(RunContext context) {
    return context.variable("DOCKER_HOST").filter(host -> !host.startsWith("unix:")).isEmpty();
  }

  /** Whether builds have room, if the daemon is on this machine. */
  private static List<Finding> space(DockerFacts docker) throws IOException {
    if (docker.root().isEmpty() || !Files.isDirectory(Path.of(docker.root()))) {
      return List.of();
    }
    var disk = new Disk(Path.of(docker.root()));
    Finding space = SpaceCheck.space(disk, disk.free());
    return space.level() == Level.OK
        ? List.of()
        : List.of(space.fixedBy("Give the daemon some room: docker system prune."));
  }
}
