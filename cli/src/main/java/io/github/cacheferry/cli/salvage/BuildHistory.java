package io.github.cacheferry.cli.salvage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code docker buildx history} prints of the builds that a builder remembers. */
public final class BuildHistory {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> NOT_FAILED = Set.of("Completed", "Running");

  private BuildHistory() {}

  /**
   * The names of the builds that have failed, the latest first.
   *
   * @param printed what {@code ls --format json --no-trunc} printed
   * @param since those that began earlier are left out
   */
  public static List<String> failed(String printed, Instant since)
      throws CacheException.Unsupported {
    var failed = new ArrayList<Failed>();
    for (Map<String, String> build : objects(printed)) {
      String reference = build.getOrDefault("ref", "");
      String name = reference.substring(reference.lastIndexOf('/') + 1); // builder/node/name
      if (!name.isEmpty() && !NOT_FAILED.contains(build.getOrDefault("status", ""))) {
        time(build.getOrDefault("created_at", ""))
            .filter(began -> !began.isBefore(since))
            .ifPresent(began -> failed.add(new Failed(name, began)));
      }
    }
    failed.sort(Comparator.comparing(Failed::began).reversed());
    return failed.stream().map(Failed::name).toList();
  }

  /**
   * Where a build's files are.
   *
   * @param printed what {@code inspect --format json} printed
   */
  public static Place place(String printed) throws CacheException.Unsupported {
    Map<String, String> build = objects(printed).stream().findFirst().orElse(Map.of());
    return new Place(build.getOrDefault("Context", ""), build.getOrDefault("Dockerfile", ""));
  }

  /** The objects one after the other, with those of their fields that are text. */
  private static List<Map<String, String>> objects(String printed)
      throws CacheException.Unsupported {
    var objects = new ArrayList<Map<String, String>>();
    try (JsonParser json = JSON.createParser(printed)) {
      while (json.nextToken() == JsonToken.START_OBJECT) {
        var texts = new HashMap<String, String>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          if (json.nextToken() == JsonToken.VALUE_STRING) {
            texts.put(field, json.getText());
          } else {
            json.skipChildren();
          }
        }
        objects.add(texts);
      }
      return objects;
    } catch (IOException e) {
      throw unreadable("docker buildx history prints what is no JSON");
    }
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty(); // as of a build that never began
    }
  }

  private static CacheException.Unsupported unreadable(String reason) {
    return new CacheException.Unsupported(
        Problem.of("see what the failed build has finished", "", reason));
  }

  /**
   * Where a build's files are, as buildx shows it.
   *
   * @param context relative to where the question was asked
   * @param dockerfile relative to the context
   */
  public record Place(String context, String dockerfile) {}

  private record Failed(String name, Instant began) {}
}
