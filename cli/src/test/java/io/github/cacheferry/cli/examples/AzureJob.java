package io.github.cacheferry.cli.examples;

import io.github.cacheferry.cli.workflow.AgentRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** The steps of Azure Pipelines, with what the agent reads from their output. */
final class AzureJob implements CiJob {
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
      steps.add(
          new Step(
              name == null ? "" : String.valueOf(name),
              Step.BASH_LENIENT,
              Documents.script(Documents.at(step, "script")),
              Documents.both(
                  Documents.strings(document, "variables"), Documents.strings(step, "env"))));
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
    AgentRules.outputs(ran.output())
        .forEach((name, value) -> learned.put(step.name() + "." + name, value));
    return learned;
  }
}
