package io.github.cacheferry.cli.config;

import io.github.cacheferry.cache.CacheException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the part of YAML that a configuration is written in: a mapping of scalars, lists of
 * scalars, and one more level of such mappings. It takes the parser's events one by one and stops
 * at the first that is anything else, so that neither aliases nor depth can make it do more than
 * the text is long. The only class that needs the YAML library.
 */
final class YamlEntries {
  private final String name;
  private final Iterator<Event> events;
  private final List<Entry> entries = new ArrayList<>();
  private final HashSet<String> seen = new HashSet<>();

  private YamlEntries(String name, Iterator<Event> events) {
    this.name = name;
    this.events = events;
  }

  /**
   * Reads the text.
   *
   * @param name the file's name, for complaints
   * @throws CacheException.Usage if it is not such YAML
   */
  static List<Entry> parse(String text, String name) throws CacheException.Usage {
    try {
      var settings = LoadSettings.builder().setLabel(name).build();
      var reader = new YamlEntries(name, new Parse(settings).parseString(text).iterator());
      reader.document();
      return List.copyOf(reader.entries);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw ConfigProblem.of(
          mark.map(at -> name + ":" + (at.getLine() + 1)).orElse(name), reason(e.getProblem()), "");
    } catch (YamlEngineException e) {
      throw ConfigProblem.of(name, reason(String.valueOf(e.getMessage())), "");
    }
  }

  private static String reason(String problem) {
    return "it is not YAML: " + problem;
  }

  private void document() throws CacheException.Usage {
    take(Event.ID.StreamStart);
    Event start = events.next();
    if (start.getEventId() == Event.ID.StreamEnd) {
      return;
    }
    Event root = events.next();
    if (root instanceof ScalarEvent scalar && isNothing(scalar)) {
      return;
    }
    if (root.getEventId() != Event.ID.MappingStart) {
      throw problem(root, "it is no mapping of options to values");
    }
    plain(root);
    mapping("");
    take(Event.ID.DocumentEnd);
    take(Event.ID.StreamEnd);
  }

  private void mapping(String section) throws CacheException.Usage {
    for (Event next = events.next();
        next.getEventId() != Event.ID.MappingEnd;
        next = events.next()) {
      if (!(plain(next) instanceof ScalarEvent key)) {
        throw problem(next, "a name is expected here");
      }
      if (!seen.add(section + "\0" + key.getValue())) {
        throw problem(next, key.getValue() + " is there twice");
      }
      value(key, section, plain(events.next()));
    }
  }

  private void value(ScalarEvent key, String section, Event value) throws CacheException.Usage {
    if (value instanceof ScalarEvent scalar) {
      if (isNothing(scalar)) {
        throw problem(key, key.getValue() + " has no value");
      }
      add(key, section, List.of(scalar.getValue()));
    } else if (value.getEventId() == Event.ID.SequenceStart) {
      add(key, section, list());
    } else if (section.isEmpty()) {
      mapping(key.getValue());
    } else {
      throw problem(value, "a value or a list of values is expected here");
    }
  }

  private List<String> list() throws CacheException.Usage {
    var values = new ArrayList<String>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      if (!(plain(next) instanceof ScalarEvent value) || isNothing(value)) {
        throw problem(next, "a value is expected here");
      }
      values.add(value.getValue());
    }
    return values;
  }

  private void add(ScalarEvent key, String section, List<String> values) {
    entries.add(new Entry(section, key.getValue(), values, line(key)));
  }

  /** The event, unless it has or is one of YAML's more powerful forms, or is no plain text. */
  private Event plain(Event event) throws CacheException.Usage {
    if (event.getEventId() == Event.ID.Alias
        || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
      throw problem(event, "anchors and aliases are not understood here");
    }
    boolean isTagged =
        event instanceof ScalarEvent scalar
            ? scalar.getTag().isPresent()
            : event instanceof CollectionStartEvent collection && collection.getTag().isPresent();
    if (isTagged) {
      throw problem(event, "tags are not understood here");
    }
    if (event instanceof ScalarEvent scalar
        && scalar.getValue().codePoints().anyMatch(YamlEntries::controls)) {
      throw problem(event, "a control character is not taken here");
    }
    return event;
  }

  /** Whether it could make a terminal, or a CI system's log, show something else than it says. */
  private static boolean controls(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private void take(Event.ID expected) throws CacheException.Usage {
    Event event = events.next();
    if (event.getEventId() != expected) {
      throw problem(event, "there is more than one document");
    }
  }

  private static boolean isNothing(ScalarEvent scalar) {
    return scalar.isPlain() && List.of("", "~", "null").contains(scalar.getValue());
  }

  private CacheException.Usage problem(Event event, String reason) {
    return ConfigProblem.of(name + ":" + line(event), reason, "");
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  /**
   * An option's value.
   *
   * @param section the key of the mapping that it stands in; empty at the top
   * @param line where it stands, from 1
   */
  record Entry(String section, String key, List<String> values, int line) {
    Entry {
      values = List.copyOf(values);
    }
  }
}
