package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cli.doctor.Tool.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Docker and its builder, each asked once, by the first check that wants to know. Safe for use by
 * many threads.
 */
final class Engine {
  private static final String DOCKER = "docker";

  private final Question info = new Question("info", "--format", DockerFacts.TEMPLATE);
  private final Question version = new Question("buildx", "version");
  private final Question inspect = new Question("buildx", "inspect");

  /** The daemon's own words. */
  Answer info(RunContext context) throws IOException {
    return info.ask(context);
  }

  /** The daemon, if it answers. */
  Optional<DockerFacts> docker(RunContext context) throws IOException {
    return Optional.of(info(context))
        .filter(Answer::isPrinted)
        .map(Answer::text)
        .map(DockerFacts::parse);
  }

  /** What buildx says of itself. */
  Answer buildx(RunContext context) throws IOException {
    return version.ask(context);
  }

  /** What buildx says of the builder. */
  Answer inspect(RunContext context) throws IOException {
    return inspect.ask(context);
  }

  /** The builder, if there is one that can be used. */
  Optional<BuilderFacts> builder(RunContext context) throws IOException {
    return Optional.of(inspect(context))
        .filter(Answer::isPrinted)
        .map(Answer::text)
        .map(BuilderFacts::parse)
        .filter(builder -> builder.error().isEmpty());
  }

  /** What is asked once. */
  private static final class Question {
    private final List<String> arguments;
    private @Nullable Answer answer;

    Question(String... arguments) {
      this.arguments = List.of(arguments);
    }

    synchronized Answer ask(RunContext context) throws IOException {
      Answer known = answer;
      if (known == null) {
        known = new Tool(context).ask(DOCKER, arguments);
        answer = known;
      }
      return known;
    }
  }
}
