package io.github.cacheferry.cli.salvage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Watches a solve that has everything in the builder's cache, for a command that it runs in spite
 * of that. A cached step is first reported as such; afterwards it may be reported as at work, when
 * BuildKit fetches its layers to export them.
 */
public final class RerunWatch {
  private static final JsonFactory JSON = new JsonFactory();

  private final Set<String> cached = new HashSet<>();

  /**
   * The name of a step that runs its command again, if one begins to.
   *
   * @param line of the solve's {@code --progress=rawjson}
   */
  public Optional<String> rerun(String line) {
    var running = new HashSet<String>();
    try (JsonParser json = JSON.createParser(line)) {
      Vertex.readAll(json, vertex -> see(vertex, running));
    } catch (IOException e) {
      return Optional.empty(); // a line of text, an error's for instance
    }
    return running.stream().findAny();
  }

  private void see(Vertex vertex, Set<String> running) {
    if (vertex.cached()) {
      cached.add(vertex.digest());
    } else if (vertex.started()
        && !cached.contains(vertex.digest())
        && BuildStep.isRun(vertex.name())) {
      running.add(vertex.name());
    }
  }
}
