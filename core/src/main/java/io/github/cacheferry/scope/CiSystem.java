package io.github.cacheferry.scope;

import java.util.Optional;

/** A CI system, as the variables that it sets. */
@FunctionalInterface
interface CiSystem {
  /** What its variables tell of the job; empty if it is not this system that runs it. */
  Optional<Draft> read(Variables variables);
}
