package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.doctor.Checkup;
import io.github.cacheferry.cli.doctor.Place;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import java.util.Optional;
import java.util.Set;

/** The specs that doctor is given, as places in the job's scope. */
final class AskedPlaces {
  /** What only a builder uses: cacheferry has no such backend. */
  private static final Set<String> BUILDERS = Set.of("s3", "azblob", "inline");

  private final Scoping scoping;
  private final Redactor redactor;
  private final Checkup checkup;

  /**
   * @param checkup where the places go
   */
  AskedPlaces(Scoping scoping, Redactor redactor, Checkup checkup) {
    this.scoping = scoping;
    this.redactor = redactor;
    this.checkup = checkup;
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
      boolean forBuilders = BUILDERS.contains(spec.type());
      Use use = forBuilders ? new Use(Optional.empty(), Optional.empty()) : reading.of(spec);
      CacheSpec named =
          use.writer
              .map(Exporters.ExporterSpec::spec)
              .or(() -> use.reader.map(Importers.ImporterSpec::spec))
              .orElse(spec);
      checkup.add(new Place(named, use.reader, use.writer));
    } catch (CacheException.Usage e) {
      checkup.add(text, e);
    }
  }

  private Importers.ImporterSpec reader(CacheSpec spec) throws CacheException.Usage {
    return Importers.check(scoping.read(Specs.anySource(spec).spec()));
  }

  private Exporters.ExporterSpec writer(CacheSpec spec) throws CacheException.Usage {
    return Exporters.check(scoping.write(Exporters.check(spec).spec()));
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
