package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cli.doctor.Tool.Answer;
import io.github.cacheferry.cli.doctor.Tool.Kind;
import java.io.IOException;
import java.util.List;

/**
 * Whether the builder can export a cache. That of the {@code docker} driver can only with the
 * containerd image store.
 *
 * @see <a href="https://docs.docker.com/build/builders/drivers/">Docker's documentation</a>
 */
final class DriverCheck implements Check {
  private final Engine engine;

  DriverCheck(Engine engine) {
    this.engine = engine;
  }

  @Override
  public String name() {
    return "builder";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    if (!engine.buildx(context).isPrinted()) {
      return List.of(Finding.skipped("there is no buildx to ask", ""));
    }
    Answer answer = engine.inspect(context);
    if (answer.kind() == Kind.HUNG) {
      return List.of(Finding.of(Trap.PROGRAM_HANGS, answer.text(), "docker buildx inspect"));
    }
    if (!answer.isPrinted()) {
      return List.of(noBuilder(answer.text(), ""));
    }
    BuilderFacts builder = BuilderFacts.parse(answer.text());
    if (builder.error().isPresent()) {
      return List.of(noBuilder(builder.error().get(), builder.name()));
    }
    if (builder.isDocker()
        && engine.docker(context).filter(docker -> !docker.containerdStore()).isPresent()) {
      return List.of(
          Finding.of(
              Trap.NO_CONTAINERD_STORE,
              "its docker driver exports no cache, since the daemon does not use the containerd"
                  + " image store",
              builder.name()));
    }
    String state = builder.running() ? "" : ", not running (the first build starts it)";
    return List.of(Finding.ok("driver " + builder.driver() + state, builder.name()));
  }

  private static Finding noBuilder(String why, String name) {
    return Finding.of(Trap.NO_BUILDER, why, name).fixedBy(DockerCheck.rights(why));
  }
}
