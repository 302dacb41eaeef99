package io.github.cacheferry.cli.workflow;

/**
 * A line that GitHub's runner takes out of a step's output and carries out: {@code ::name
 * title=…::message}. It reads stdout and stderr alike, so commands go to stderr and stdout stays
 * data.
 *
 * @param name what to do, as {@code warning}
 * @param title the title of an annotation; empty for none
 * @param message what it is about
 */
record WorkflowCommand(String name, String title, String message) {
  /** A command without a title. */
  static WorkflowCommand of(String name, String message) {
    return new WorkflowCommand(name, "", message);
  }

  /** The line. */
  @Override
  public String toString() {
    String properties = title.isEmpty() ? "" : " title=" + property(title);
    return "::" + name + properties + "::" + data(message);
  }

  /** The runner undoes {@code %25} last, so the sign itself is replaced first. */
  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }

  /**
   * The text, so changed that the runner finds no command in it, neither of this form at the start
   * of a line nor of the old one, {@code ##[name]}, anywhere. Servers could otherwise command a job
   * by what they say of a failure, and an unknown or forbidden command fails the step.
   */
  static String defuse(String text) {
    String old = text.contains("##[") ? text.replace("##[", "## [") : text;
    return old.contains("::") ? old.replaceAll("(?mU)^(\\s*):(?=:)", "$1: ") : old;
  }
}
