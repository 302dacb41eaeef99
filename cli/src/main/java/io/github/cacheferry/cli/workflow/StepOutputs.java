package io.github.cacheferry.cli.workflow;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names of outputs that a step of Azure Pipelines has given out. An output is read-only, and an
 * agent that protects such variables fails the step that sets one again, as {@code cacheferry run}
 * or two exports would. So the commands of a step tell each other by a file in the agent's
 * directory.
 *
 * @param file one a step; it need not be there yet
 */
record StepOutputs(Path file) {
  private static final Pattern ID = Pattern.compile("[0-9A-Fa-f-]{1,64}");

  /** As much of the file as is read: some thousand names. */
  private static final int MOST = 64 * 1024;

  /**
   * Those of the step that the environment tells of; empty if it cannot have outputs. In a release
   * a step may have no name, and the agent fails one that sets an output then.
   */
  static Optional<StepOutputs> of(Map<String, String> environment) {
    String directory = environment.getOrDefault("AGENT_TEMPDIRECTORY", "");
    String id = environment.getOrDefault("SYSTEM_TASKINSTANCEID", "");
    boolean named = !environment.getOrDefault("SYSTEM_TASKINSTANCENAME", "").isEmpty();
    return directory.isEmpty() || !named || !ID.matcher(id).matches()
        ? Optional.empty()
        : Optional.of(new StepOutputs(Path.of(directory, "cacheferry-outputs-" + id)));
  }

  /** The name, or the name with a number behind it if the step has it already. */
  String claim(String name) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.lock(); // until it is closed
      byte[] told = Channels.newInputStream(channel).readNBytes(MOST);
      long before = new String(told, StandardCharsets.UTF_8).lines().filter(name::equals).count();
      if (told.length == MOST) {
        throw new IOException("too many outputs in one step");
      }
      channel.write(StandardCharsets.UTF_8.encode(name + "\n"));
      return before == 0 ? name : name + "_" + (before + 1);
    }
  }
}
