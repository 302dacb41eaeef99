package io.github.cacheferry.cli.workflow;

/**
 * A line that the agent of Azure Pipelines takes out of a step's output and carries out: {@code
 * ##vso[area.action name=value;…]message}. It reads both streams, and finds a command anywhere in a
 * line (azure-pipelines-agent, Command.TryParse).
 *
 * @param name what to do, as {@code task.logissue}
 * @param properties what stands behind the name, escaped; empty for none
 * @param message what it is about
 */
record LoggingCommand(String name, String properties, String message) {
  /** A command without properties. */
  static LoggingCommand of(String name, String message) {
    return new LoggingCommand(name, "", message);
  }

  /** Shows an issue on the run's page; the type is {@code warning} or {@code error}. */
  static LoggingCommand issue(String type, String message) {
    return new LoggingCommand("task.logissue", " type=" + property(type), message);
  }

  /** Sets a variable for the steps after this one. */
  static LoggingCommand variable(String name, String value) {
    return new LoggingCommand("task.setvariable", " variable=" + property(name), value);
  }

  /** Sets a variable that other jobs can read by the step's name. */
  static LoggingCommand output(String name, String value) {
    return new LoggingCommand(
        "task.setvariable", " variable=" + property(name) + ";isOutput=true", value);
  }

  /** The line. */
  @Override
  public String toString() {
    return "##vso[" + name + properties + "]" + data(message);
  }

  /** The agent undoes the percent sign last, so it is replaced first. */
  private static String data(String text) {
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(";", "%3B").replace("]", "%5D");
  }

  /**
   * The text, so changed that the agent finds no command in it, neither one to carry out nor one
   * that formats the log, {@code ##[name]}. Servers could otherwise set a job's variables by what
   * they say of a failure.
   */
  static String defuse(String text) {
    return text.contains("##") ? text.replace("##vso", "## vso").replace("##[", "## [") : text;
  }
}
