package io.github.cacheferry.cli.examples;

import io.github.cacheferry.cli.workflow.AgentRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** The steps of Azure Pipelines, with what the agent reads from their output. */
final class AzureJob implements CiJob {
  private static final String NOT_OF_A_FORK =
      "and(succeeded(), ne(variables['System.PullRequest.IsFork'], 'True'))";
  private static final Pattern MACRO = Pattern.compile("\\$\\(([A-Za-z_.]+)\\)");

  @Override
  public Map<String, String> environment(Machine machine) {
    return Documents.of(
        "TF_BUILD", "True",
        "BUILD_BUILDURI", "vstfs:///Build/Build/5",
        "BUILD_BUILDID", "5",
        "BUILD_REPOSITORY_NAME", "app",
        "BUILD_SOURCEBRANCH", "refs/heads/main",
        "BUILD_SOURCEBRANCHNAME", "main",
        "BUILD_REASON", "IndividualCI",
        "SYSTEM_COLLECTIONURI", "https://dev.azure.com/acme/",
        "SYSTEM_TEAMPROJECT", "app",
        "SYSTEM_JOBNAME", "Job",
        "AGENT_TEMPDIRECTORY", machine.path("temp").toString(),
        "REGISTRY_USER", "user",
        "REGISTRY_PASSWORD", "secret");
  }

  @Override
  public Map<String, String> ofFork() {
    return Documents.of(
        "BUILD_SOURCEBRANCH", "refs/pull/7/merge",
        "BUILD_SOURCEBRANCHNAME", "merge",
        "BUILD_REASON", "PullRequest",
        "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "7",
        "SYSTEM_PULLREQUEST_ISFORK", "True",
        "SYSTEM_PULLREQUEST_TARGETBRANCH", "main");
  }

  @Override
  public boolean installs() {
    return true;
  }

  @Override
  public boolean holds(String condition, Map<String, String> known) {
    return condition.equals(NOT_OF_A_FORK)
        ? !"True".equals(known.get("SYSTEM_PULLREQUEST_ISFORK"))
        : CiJob.super.holds(condition, known);
  }

  @Override
  public Map<String, String> environment(Step step) {
    return Documents.of(
        "SYSTEM_TASKINSTANCEID",
        UUID.randomUUID().toString(),
        "SYSTEM_TASKINSTANCENAME",
        step.name().isEmpty() ? "CmdLine" : step.name());
  }

  @Override
  public List<Step> steps(String file) {
    Map<?, ?> document = Documents.read(file);
    List<Step> steps = Documents.steps();
    for (Object item : Documents.list(Documents.at(document, "steps"))) {
      Map<?, ?> step = Documents.map(item);
      Object name = step.get("name");
      Object condition = step.get("condition");
      steps.add(
          new Step(
              name == null ? "" : String.valueOf(name),
              Step.BASH_LENIENT,
              Documents.script(Documents.at(step, "script")),
              Documents.both(
                  Documents.strings(document, "variables"), Documents.strings(step, "env")),
              condition == null ? "" : String.valueOf(condition)));
    }
    return steps;
  }

  /** What is not known stays as it is: the shell has the same form for a command. */
  @Override
  public String script(String text, Map<String, String> known) {
    return Documents.replace(MACRO, text, name -> known.getOrDefault(name, "$(" + name + ")"));
  }

  @Override
  public String variable(String text, Map<String, String> known) {
    return script(text, known);
  }

  @Override
  public Map<String, String> learned(Step step, Machine.Ran ran, Machine machine) {
    var learned = new LinkedHashMap<String, String>(AgentRules.variables(ran.output()));
    AgentRules.commands(ran.output()).stream()
        .filter(command -> command.name().equals("task.prependpath"))
        .forEach(command -> learned.put("PATH", command.data()));
    AgentRules.outputs(ran.output())
        .forEach((name, value) -> learned.put(step.name() + "." + name, value));
    return learned;
  }
}
