package io.github.cacheferry.cli.report;

import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code serve gha} says once it listens. A token that was asked for is data, and the only
 * secret that is written out.
 *
 * @param url where clients reach the server, with a slash at its end
 * @param dir where entries are kept
 * @param token for a client, if it was asked for
 */
public record ServeReport(String url, String dir, Optional<String> token) {
  /** Writes the report to stdout: in text the variables, if they were asked for. */
  public void write(Console console, boolean json) {
    if (json) {
      console.outSecret(JsonText.object(console.redactor(), this::writeJson));
    } else {
      variables().forEach((name, value) -> console.outSecret(name + "=" + value));
    }
  }

  private void writeJson(JsonText json) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", "serve gha")
        .field("url", url)
        .field("dir", dir)
        .object(
            "env",
            env -> {
              for (Map.Entry<String, String> variable : variables().entrySet()) {
                env.secretField(variable.getKey(), variable.getValue());
              }
            });
  }

  private Map<String, String> variables() {
    var variables = new LinkedHashMap<String, String>();
    token.ifPresent(
        value -> {
          variables.put("ACTIONS_RESULTS_URL", url);
          variables.put("ACTIONS_CACHE_URL", url);
          variables.put("ACTIONS_CACHE_SERVICE_V2", "true");
          variables.put("ACTIONS_RUNTIME_TOKEN", value);
        });
    return variables;
  }

  /** Shows the report without the token. */
  @Override
  public String toString() {
    return "Actions cache at " + url + " in " + dir;
  }
}
