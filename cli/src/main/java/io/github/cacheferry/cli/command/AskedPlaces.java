package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.doctor.BadSpec;
import io.github.cacheferry.cli.doctor.BuilderOnly;
import io.github.cacheferry.cli.doctor.Check;
import io.github.cacheferry.cli.doctor.Place;
import io.github.cacheferry.cli.doctor.ReadCheck;
import io.github.cacheferry.cli.doctor.ShapeCheck;
import io.github.cacheferry.cli.doctor.WriteCheck;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The specs that doctor is given, and what is to be looked at for each. */
final class AskedPlaces {
  /** What only a builder uses, where cacheferry has no such backend. */
  private static final Set<String> BUILDERS = Set.of("s3", "azblob", "inline");

  private final Scoping scoping;
  private final Redactor redactor;
  private final Path directory;
  private final List<Place> places = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();

  /**
   * @param directory where a build gets and leaves its cache
   */
  AskedPlaces(Scoping scoping, Redactor redactor, Path directory) {
    this.scoping = scoping;
    this.redactor = redactor;
    this.directory = directory;
  }

  /** All that make sense. */
  List<Place> places() {
    return places;
  }

  /** What is to be looked at. */
  List<Check> checks() {
    return checks;
  }

  /** A place that is only read. */
  void from(String text) {
    add(text, spec -> new Use(Optional.of(reader(spec)), Optional.empty()));
  }

  /**
   * A place that is written. GitHub's service is read too: what its token may do does not tell
   * whether it answers.
   */
  void to(String text) {
    add(
        text,
        spec ->
            new Use(
                spec.type().equals("gha") ? Optional.of(reader(spec)) : Optional.empty(),
                Optional.of(writer(spec))));
  }

  /** A place that is read and written, as far as the spec is one for that. */
  void both(String text) {
    add(
        text,
        spec -> {
          Set<String> names = spec.attributes().keySet();
          boolean readOnly =
              names.contains("src")
                  || names.contains("digest")
                  || spec.attributes().getOrDefault("ref", "").contains("@");
          return new Use(
              names.contains("dest") ? Optional.empty() : Optional.of(reader(spec)),
              readOnly ? Optional.empty() : Optional.of(writer(spec)));
        });
  }

  private void add(String text, Reading reading) {
    try {
      CacheSpec spec = Specs.parse(text, redactor);
      if (BUILDERS.contains(spec.type()) && !isOurs(spec)) {
        var place = new Place(spec, Optional.empty(), Optional.empty());
        places.add(place);
        checks.add(new BuilderOnly(place));
        return;
      }
      add(spec, reading.of(spec));
    } catch (CacheException.Usage e) {
      checks.add(new BadSpec(text, e));
    }
  }

  private void add(CacheSpec spec, Use use) throws CacheException.Usage {
    CacheSpec named =
        use.writer
            .map(Exporters.ExporterSpec::spec)
            .or(() -> use.reader.map(Importers.ImporterSpec::spec))
            .orElse(spec);
    var place = new Place(named, use.reader, use.writer);
    places.add(place);
    use.reader.ifPresent(reader -> checks.add(new ReadCheck(reader, directory)));
    use.writer.ifPresent(writer -> checks.add(new WriteCheck(writer, directory)));
    if (use.writer.isPresent() && named.type().equals("registry")) {
      checks.add(new ShapeCheck(place, Specs.anySource(named), use.writer.get()));
    }
  }

  private Importers.ImporterSpec reader(CacheSpec spec) throws CacheException.Usage {
    return Importers.check(scoping.read(Specs.anySource(spec).spec()));
  }

  private Exporters.ExporterSpec writer(CacheSpec spec) throws CacheException.Usage {
    return Exporters.check(scoping.write(Exporters.check(spec).spec()));
  }

  /** Whether cacheferry has the backend after all. */
  private static boolean isOurs(CacheSpec spec) {
    try {
      return !Importers.check(spec).spec().type().isEmpty();
    } catch (CacheException.Usage e) {
      return false;
    }
  }

  /** How a spec is used. */
  private record Use(
      Optional<Importers.ImporterSpec> reader, Optional<Exporters.ExporterSpec> writer) {}

  /** Finds out how. */
  @FunctionalInterface
  private interface Reading {
    Use of(CacheSpec spec) throws CacheException.Usage;
  }
}
