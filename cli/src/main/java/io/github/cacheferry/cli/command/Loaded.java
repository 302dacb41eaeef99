package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A source that was read.
 *
 * @param source the source
 * @param read its cache, empty if there is none
 * @param failure why it could not be read
 */
record Loaded(OpenSources.Source source, Optional<Cache> read, Optional<CacheException> failure) {
  private static final int AT_ONCE = 16;

  /** Reads all of these at the same time; in their order. */
  static List<Loaded> all(List<OpenSources.Source> sources) throws CacheException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(AT_ONCE, sources.size())),
            work -> {
              var thread = new Thread(work, "cacheferry-source");
              thread.setDaemon(true);
              return thread;
            });
    try {
      var running = new ArrayList<Future<Loaded>>();
      for (OpenSources.Source source : sources) {
        Callable<Loaded> task = () -> of(source);
        running.add(threads.submit(task));
      }
      var loaded = new ArrayList<Loaded>();
      for (Future<Loaded> one : running) {
        loaded.add(one.get());
      }
      return loaded;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("read the caches", Cancellation.Reason.INTERRUPTED);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause()); // failures are in what is returned
    } finally {
      threads.shutdownNow();
    }
  }

  private static Loaded of(OpenSources.Source source) {
    try {
      return new Loaded(source, source.importer().load(), Optional.empty());
    } catch (IOException e) {
      CacheException failure = Run.typed("read the cache", source.name(), e);
      return new Loaded(source, Optional.empty(), Optional.of(failure));
    }
  }

  /**
   * Its cache, empty if there is none.
   *
   * @throws CacheException why it could not be read
   */
  Optional<Cache> cache() throws CacheException {
    if (failure.isPresent()) {
      throw failure.get();
    }
    return read;
  }
}
