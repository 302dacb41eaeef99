package io.github.cacheferry.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The attributes of a spec that its schema has checked. Asking for one of another kind is a
 * programmer's error.
 */
public final class SpecValues {
  private final CacheSpec spec;

  SpecValues(CacheSpec spec) {
    this.spec = spec;
  }

  /** The spec itself. */
  public CacheSpec spec() {
    return spec;
  }

  /** The value of an attribute that the schema requires. */
  public String require(String name) {
    return text(name).orElseThrow(() -> new IllegalArgumentException("not required: " + name));
  }

  /** The value, unless it is absent or empty. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(spec.attributes().get(name)).filter(value -> !value.isEmpty());
  }

  /** The flag, if it was given. */
  public Optional<Boolean> flag(String name) {
    return text(name).map(SpecSchema::isTrue);
  }

  /** Whether the flag was given and is true. */
  public boolean isTrue(String name) {
    return flag(name).orElse(false);
  }

  /** The time, if it was given. */
  public Optional<Duration> duration(String name) {
    return text(name).flatMap(GoDuration::parse);
  }

  /** The number, if it was given. */
  public OptionalInt number(String name) {
    return text(name)
        .map(value -> OptionalInt.of(Integer.parseInt(value)))
        .orElse(OptionalInt.empty());
  }
}
