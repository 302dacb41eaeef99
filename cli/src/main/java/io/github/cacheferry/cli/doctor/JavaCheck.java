package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import java.util.List;

/** Which Java this is, and whether the program starts as fast as it can. */
final class JavaCheck implements Check {
  private static final String ARCHIVE = "-XX:SharedArchiveFile=";

  private final List<String> arguments;
  private final String version;

  /**
   * @param arguments the command line of this process, the JVM's options too; empty if unknown
   * @param version the program's own version
   */
  JavaCheck(List<String> arguments, String version) {
    this.arguments = List.copyOf(arguments);
    this.version = version;
  }

  @Override
  public String name() {
    return "java";
  }

  @Override
  public List<Finding> run(RunContext context) {
    String java = "Java " + Runtime.version().feature() + ", " + version;
    boolean launched = arguments.stream().anyMatch(word -> word.endsWith("cacheferry-cli.jar"));
    boolean archived = arguments.stream().anyMatch(word -> word.startsWith(ARCHIVE));
    boolean wanted = context.variable("CACHEFERRY_TRAIN").filter("false"::equals).isEmpty();
    return launched && wanted && !archived
        ? List.of(Finding.of(Trap.NO_CLASS_ARCHIVE, java + ", without an archive of classes", ""))
        : List.of(Finding.ok(java, ""));
  }
}
