package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.transfer.MergedSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sources of an import, opened before any of them is asked. */
final class OpenSources implements AutoCloseable {
  private final List<Source> sources = new ArrayList<>();

  private OpenSources() {}

  /**
   * Opens the sources. One that cannot be opened says so when it is asked for its importer.
   *
   * @throws CacheException.Usage if one of them makes no sense
   */
  static OpenSources open(Run run, List<Importers.ImporterSpec> specs) throws CacheException.Usage {
    OpenSources open = openAnyway(run, specs);
    for (int i = 0; i < specs.size(); i++) {
      CacheSpec spec = specs.get(i).spec();
      Optional<CacheException.Usage> senseless =
          open.sources.get(i).failure.flatMap(why -> Specs.senseless(spec, why));
      if (senseless.isPresent()) {
        open.close();
        throw senseless.get();
      }
    }
    return open;
  }

  /** The same around a build, which goes on whatever is wrong with its sources. */
  static OpenSources openAnyway(Run run, List<Importers.ImporterSpec> specs) {
    var open = new OpenSources();
    specs.forEach(spec -> open.add(run, spec));
    return open;
  }

  /** The sources in their order. */
  List<Source> all() {
    return sources;
  }

  /** What they are called, in a line. */
  String names() {
    return sources.stream().map(Source::name).collect(Collectors.joining(", "));
  }

  /**
   * Reads all of them at the same time.
   *
   * @param trust which of them may be read
   * @param skipMissing whether one that is not there is only told
   * @throws CacheException the first failure, in their order
   */
  List<MergedSource.Part> read(MinTrust trust, boolean skipMissing, Run run) throws IOException {
    var parts = new ArrayList<MergedSource.Part>();
    for (Loaded loaded : Loaded.all(sources)) {
      Optional<Cache> cache = loaded.cache();
      if (cache.isPresent()) {
        trust.check(cache.get(), loaded.source().name());
        parts.add(new MergedSource.Part(loaded.source().importer(), cache.get()));
      } else if (skipMissing) {
        run.warn("there is no cache to merge at " + loaded.source().name());
      } else {
        throw new CacheException.NotFound(
            new Problem(
                "read the cache",
                loaded.source().name(),
                "there is no such cache",
                "Pass over caches that are not there with --skip-missing."));
      }
    }
    if (parts.isEmpty()) {
      throw new CacheException.NotFound(
          Problem.of("merge caches", names(), "none of them is there"));
    }
    return parts;
  }

  /**
   * Reads all of them at the same time, and passes over those that are not there.
   *
   * @throws CacheException the first failure, in their order
   */
  List<MergedSource.Part> present() throws CacheException {
    var parts = new ArrayList<MergedSource.Part>();
    for (Loaded loaded : Loaded.all(sources)) {
      Optional<Cache> cache = loaded.cache();
      if (cache.isPresent()) {
        parts.add(new MergedSource.Part(loaded.source().importer(), cache.get()));
      }
    }
    return parts;
  }

  @Override
  public void close() {
    for (Source source : sources) {
      source.opened.ifPresent(CacheImporter::close);
    }
  }

  private void add(Run run, Importers.ImporterSpec spec) {
    String name = spec.spec().toString();
    try {
      CacheImporter importer = spec.open(run.context());
      sources.add(new Source(importer.describe(), Optional.of(importer), Optional.empty()));
    } catch (IOException e) {
      sources.add(
          new Source(name, Optional.empty(), Optional.of(Run.typed("open the source", name, e))));
    }
  }

  /**
   * A source.
   *
   * @param name what it is called
   * @param opened its importer, if it could be opened
   * @param failure why it could not
   */
  record Source(String name, Optional<CacheImporter> opened, Optional<CacheException> failure) {
    /**
     * Its importer.
     *
     * @throws CacheException why there is none
     */
    CacheImporter importer() throws CacheException {
      if (failure.isPresent()) {
        throw failure.get();
      }
      return opened.orElseThrow();
    }
  }
}
