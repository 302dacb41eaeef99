package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cli.doctor.Tool.Answer;
import io.github.cacheferry.cli.doctor.Tool.Kind;
import java.io.IOException;
import java.util.List;

/** Whether the Docker daemon answers. */
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
      return List.of(Finding.of(Trap.NO_DOCKER_DAEMON, answer.text(), ""));
    }
    DockerFacts docker = DockerFacts.parse(answer.text());
    String store = docker.containerdStore() ? "containerd's image store" : "Docker's image store";
    return List.of(Finding.ok("Docker " + docker.version() + " with " + store, ""));
  }
}
