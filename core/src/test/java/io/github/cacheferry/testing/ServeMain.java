package io.github.cacheferry.testing;

import io.github.cacheferry.serve.ActionsCacheConfig;
import io.github.cacheferry.serve.ActionsCacheServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The server of the Actions cache as a process, with the arguments of {@code cacheferry serve gha}:
 * {@code serve gha --dir DIR --port N [--token SECRET] [--max-bytes N] [--idle-seconds N]
 * [--read-only true]}. Prints its URL and serves until it is killed.
 */
public final class ServeMain {
  private ServeMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> words = Arrays.asList(args);
    if (words.size() < 2 || !words.subList(0, 2).equals(List.of("serve", "gha"))) {
      throw new IllegalArgumentException("expected: serve gha --dir DIR --port N");
    }
    Map<String, String> options = new HashMap<>();
    for (int i = 2; i + 1 < words.size(); i += 2) {
      options.put(words.get(i), words.get(i + 1));
    }
    ActionsCacheConfig.Builder config =
        ActionsCacheConfig.in(Path.of(options.getOrDefault("--dir", "cache")))
            .port(Integer.parseInt(options.getOrDefault("--port", "0")))
            .maxBytes(Long.parseLong(options.getOrDefault("--max-bytes", "" + Long.MAX_VALUE)))
            .idleReservation(
                Duration.ofSeconds(Long.parseLong(options.getOrDefault("--idle-seconds", "600"))))
            .readOnly(Boolean.parseBoolean(options.getOrDefault("--read-only", "false")));
    if (options.containsKey("--token")) {
      config.secret(options.get("--token"));
    }
    try (ActionsCacheServer server = ActionsCacheServer.start(config.build())) {
      System.out.println(server.url());
      Thread.currentThread().join();
    }
  }
}
