package io.github.cacheferry.scope;

import java.util.Map;
import java.util.Optional;

/**
 * The variables of a CI system. One that is empty counts as unset, as GitHub has it for {@code
 * GITHUB_HEAD_REF}; so does one that no name of a branch could be.
 */
record Variables(Map<String, String> environment) {
  Variables {
    environment = Map.copyOf(environment);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(environment.get(name)).filter(ScopeName::isSound);
  }

  /** The first of these that is set. */
  Optional<Value> first(String... names) {
    for (String name : names) {
      Optional<String> value = get(name);
      if (value.isPresent()) {
        return Optional.of(new Value(value.get(), name));
      }
    }
    return Optional.empty();
  }

  /** Whether the variable says yes, in whatever case. */
  boolean isTrue(String name) {
    return get(name).filter("true"::equalsIgnoreCase).isPresent();
  }

  /**
   * A value and where it is from.
   *
   * @param text the value
   * @param from the variable or the place in a file
   */
  record Value(String text, String from) {
    /** {@code CI_COMMIT_TAG is v1.0}. */
    String because() {
      return from + " is " + text;
    }

    /** What is left of the value without this at its beginning, if it begins so. */
    Optional<Value> after(String prefix) {
      return text.startsWith(prefix) && text.length() > prefix.length()
          ? Optional.of(new Value(text.substring(prefix.length()), from))
          : Optional.empty();
    }

    /** A branch's name, of its name or its full ref. */
    Value branch() {
      return after("refs/heads/").orElse(this);
    }
  }
}
