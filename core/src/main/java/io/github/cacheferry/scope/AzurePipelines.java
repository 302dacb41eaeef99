package io.github.cacheferry.scope;

import io.github.cacheferry.scope.Variables.Value;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Azure Pipelines. {@code BUILD_SOURCEBRANCHNAME} is of no use: it is the last part of the name
 * only. Pull requests of repositories on GitHub have two numbers, of which the other is Azure's.
 *
 * @see <a href="https://learn.microsoft.com/azure/devops/pipelines/build/variables">the
 *     variables</a>
 */
final class AzurePipelines implements CiSystem {
  private static final Pattern PULL = Pattern.compile("refs/pull/(\\d+)/.+");

  @Override
  public Optional<Draft> read(Variables variables) {
    if (!variables.isTrue("TF_BUILD")) {
      return Optional.empty();
    }
    Optional<Value> ref = variables.first("BUILD_SOURCEBRANCH");
    Draft draft =
        Draft.of("azure", "TF_BUILD is set")
            .repository(variables.get("BUILD_REPOSITORY_NAME"))
            .event(variables.get("BUILD_REASON"))
            .run(run(variables))
            .cell(variables.get("SYSTEM_JOBNAME"))
            .branch(
                variables
                    .first("SYSTEM_PULLREQUEST_SOURCEBRANCH")
                    .or(() -> ref.flatMap(full -> full.after("refs/heads/"))))
            .tag(ref.flatMap(full -> full.after("refs/tags/")))
            .pullRequest(
                variables
                    .first(
                        "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "SYSTEM_PULLREQUEST_PULLREQUESTID")
                    .or(() -> ref.flatMap(AzurePipelines::number)))
            .target(
                variables.first(
                    "SYSTEM_PULLREQUEST_TARGETBRANCH", "SYSTEM_PULLREQUEST_TARGETBRANCHNAME"));
    if (variables.isTrue("SYSTEM_PULLREQUEST_ISFORK")) {
      return Optional.of(draft.fromElsewhere("SYSTEM_PULLREQUEST_ISFORK is True"));
    }
    return Optional.of(
        variables.get("SYSTEM_PULLREQUEST_ISFORK").filter("false"::equalsIgnoreCase).isPresent()
            ? draft.fromHere("SYSTEM_PULLREQUEST_ISFORK is False")
            : draft);
  }

  private static Optional<Value> number(Value ref) {
    Matcher pull = PULL.matcher(ref.text());
    return pull.matches()
        ? Optional.of(new Value(pull.group(1), "the number in BUILD_SOURCEBRANCH"))
        : Optional.empty();
  }

  private static Optional<String> run(Variables variables) {
    return variables
        .get("SYSTEM_COLLECTIONURI")
        .flatMap(
            server ->
                variables
                    .get("SYSTEM_TEAMPROJECT")
                    .flatMap(
                        project ->
                            variables
                                .get("BUILD_BUILDID")
                                .map(id -> server + project + "/_build/results?buildId=" + id)));
  }
}
