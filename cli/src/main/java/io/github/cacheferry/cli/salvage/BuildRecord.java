package io.github.cacheferry.cli.salvage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a builder has recorded of a build: its steps, and how far each has come. */
public final class BuildRecord {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();

  /** Far above what a Dockerfile makes. */
  private static final int MOST_VERTICES = 200_000;

  private final Map<String, Part> parts = new LinkedHashMap<>();
  private boolean tooMany;

  private BuildRecord() {}

  /**
   * Reads what {@code docker buildx history logs --progress rawjson} prints.
   *
   * @throws CacheException.Unsupported if that is something else
   */
  public static BuildRecord read(InputStream printed) throws CacheException.Unsupported {
    var record = new BuildRecord();
    try (JsonParser json = JSON.createParser(printed)) {
      Vertex.readAll(json, record::see);
    } catch (IOException e) {
      throw unreadable("the builder's record of it is not what buildx prints otherwise");
    }
    if (record.tooMany) {
      throw unreadable("the builder's record of it has more than " + MOST_VERTICES + " parts");
    }
    return record;
  }

  /**
   * The finished steps that no other finished step needs. Whoever has these has all that is
   * finished, since a step is not begun before what it needs is there. One that several platforms
   * have in common is finished when it is for all of them.
   */
  public List<BuildStep> ends() {
    Map<Key, BuildStep> finished = finished();
    var needed = new HashSet<Key>();
    var seen = new HashSet<String>();
    Deque<String> ahead = new ArrayDeque<>();
    parts.values().stream()
        .filter(part -> part.key().filter(finished::containsKey).isPresent())
        .forEach(part -> ahead.addAll(foreign(part)));
    while (!ahead.isEmpty()) {
      String digest = ahead.remove();
      Part part = parts.get(digest);
      if (part != null && seen.add(digest)) {
        part.key().ifPresent(needed::add);
        ahead.addAll(part.inputs);
      }
    }
    var ends = new ArrayList<BuildStep>();
    finished.forEach(
        (key, step) -> {
          if (!needed.contains(key)) {
            ends.add(step);
          }
        });
    return ends;
  }

  /** The instructions of a stage's steps, as far as the record names them, by their places. */
  Map<Integer, String> keywords(String stage) {
    var keywords = new HashMap<Integer, String>();
    for (Part part : parts.values()) {
      part.step
          .filter(step -> step.stage().equals(stage))
          .ifPresent(step -> keywords.put(step.place(), step.keyword()));
    }
    return keywords;
  }

  private Map<Key, BuildStep> finished() {
    var finished = new LinkedHashMap<Key, BuildStep>();
    var open = new HashSet<Key>();
    for (Part part : parts.values()) {
      part.step.ifPresent(step -> finished.put(Key.of(step), step));
      if (!part.finished()) {
        part.key().ifPresent(open::add);
      }
    }
    finished.keySet().removeAll(open);
    return finished;
  }

  /** Inputs that are not parts of the same step, as the two of a linked copy are. */
  private List<String> foreign(Part part) {
    var foreign = new ArrayList<String>();
    for (String input : part.inputs) {
      Part other = parts.get(input);
      if (other != null && other.key().equals(part.key())) {
        foreign.addAll(other.inputs);
      } else {
        foreign.add(input);
      }
    }
    return foreign;
  }

  private void see(Vertex vertex) {
    if (parts.size() >= MOST_VERTICES && !parts.containsKey(vertex.digest())) {
      tooMany = true;
      return;
    }
    Part part =
        parts.computeIfAbsent(
            vertex.digest(),
            digest -> new Part(BuildStep.named(vertex.name()), Set.copyOf(vertex.inputs())));
    part.completed |= vertex.completed();
    part.failed |= vertex.failed();
  }

  private static CacheException.Unsupported unreadable(String reason) {
    return new CacheException.Unsupported(
        Problem.of("see what the failed build has finished", "", reason));
  }

  /** Which step of a Dockerfile, whatever the platform. */
  private record Key(String stage, int place) {
    static Key of(BuildStep step) {
      return new Key(step.stage(), step.place());
    }
  }

  /** All that was said of a vertex. It may be at work several times; one failure is one. */
  private static final class Part {
    private final Optional<BuildStep> step;
    private final Set<String> inputs;
    private boolean completed;
    private boolean failed;

    private Part(Optional<BuildStep> step, Set<String> inputs) {
      this.step = step;
      this.inputs = inputs;
    }

    private Optional<Key> key() {
      return step.map(Key::of);
    }

    private boolean finished() {
      return completed && !failed;
    }
  }
}
