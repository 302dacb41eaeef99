package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.util.List;

/** Looks at one thing that a cache needs. */
interface Check {
  /** What scripts and the documentation call it. */
  String name();

  /**
   * Looks, and changes nothing.
   *
   * @param context what backends need; its cancellation ends when the check's time is over
   * @throws IOException if it could not look at all, which is told as a finding
   */
  List<Finding> run(RunContext context) throws IOException;
}
