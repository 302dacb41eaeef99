package io.github.cacheferry.cli.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The options that can be configured, by their long names. All others are asked of one run, as
 * {@code --dry-run} is.
 */
enum ConfigKey {
  CACHE_FROM(Reach.JOB, InRepository.BOUNDED),
  CACHE_TO(Reach.JOB, InRepository.BOUNDED),
  DIR(Reach.JOB, InRepository.BOUNDED),
  SCOPE(Reach.JOB, InRepository.REFUSED),
  SCOPE_BY(Reach.JOB, InRepository.ALLOWED),
  MODE(Reach.JOB, InRepository.ALLOWED),
  ON_ERROR(Reach.JOB, InRepository.ALLOWED),
  MERGE(Reach.JOB, InRepository.ALLOWED),
  KEEP_GENERATIONS(Reach.JOB, InRepository.ALLOWED),
  TARGET(Reach.JOB, InRepository.ALLOWED),
  PLATFORM(Reach.JOB, InRepository.ALLOWED),
  FIRST(Reach.JOB, InRepository.ALLOWED),
  HEAL(Reach.JOB, InRepository.ALLOWED),
  FAIL_ON_MISS(Reach.JOB, InRepository.ALLOWED),
  SAVE_ON(Reach.JOB, InRepository.ALLOWED),
  DIRECT(Reach.JOB, InRepository.REFUSED),
  KEEP_UNUSED(Reach.JOB, InRepository.REFUSED),
  JOBS(Reach.EVERY, InRepository.ALLOWED),
  TIME_BUDGET(Reach.EVERY, InRepository.ALLOWED),
  PROGRESS(Reach.EVERY, InRepository.ALLOWED),
  MIN_TRUST(Reach.EVERY, InRepository.REFUSED),
  CA_FILE(Reach.EVERY, InRepository.REFUSED),
  SKIP_MISSING(Reach.OWN, InRepository.ALLOWED),
  DEEP(Reach.OWN, InRepository.REFUSED),
  FROM_SCOPE(Reach.OWN, InRepository.REFUSED),
  TO_SCOPE(Reach.OWN, InRepository.REFUSED),
  PORT(Reach.OWN, InRepository.REFUSED),
  BIND(Reach.OWN, InRepository.REFUSED),
  EXTERNAL_URL(Reach.OWN, InRepository.REFUSED),
  TOKEN_SECRET_FILE(Reach.OWN, InRepository.REFUSED),
  MAX_SIZE(Reach.OWN, InRepository.REFUSED),
  READ_ONLY(Reach.OWN, InRepository.REFUSED),
  IDLE_RESERVATION(Reach.OWN, InRepository.REFUSED);

  /** The steps of a job, and what looks at them, which work on the same caches. */
  private static final Set<String> JOB_COMMANDS =
      Set.of("import", "export", "run", "flags", "scope", "doctor");

  private final String word;
  private final Reach reach;
  private final InRepository inRepository;

  ConfigKey(Reach reach, InRepository inRepository) {
    this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.reach = reach;
    this.inRepository = inRepository;
  }

  /** The key of this name. */
  static Optional<ConfigKey> find(String word) {
    for (ConfigKey key : values()) {
      if (key.word.equals(word)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  /** All names. */
  static List<String> words() {
    var words = new ArrayList<String>();
    for (ConfigKey key : values()) {
      words.add(key.word());
    }
    return words;
  }

  /** The option's long name, without dashes. */
  String word() {
    return word;
  }

  /** Whether the key means anything outside of a command's section. */
  boolean isForSeveral() {
    return reach != Reach.OWN;
  }

  /** Whether the key outside of any section holds for a command that has the option. */
  boolean reaches(String command) {
    return reach == Reach.EVERY || (reach == Reach.JOB && JOB_COMMANDS.contains(command));
  }

  /** Whether its values are cache specs. */
  boolean isSpec() {
    return this == CACHE_FROM || this == CACHE_TO;
  }

  InRepository inRepository() {
    return inRepository;
  }

  /**
   * The same for a command that the key at the top does not reach: those do not add a job's scope
   * to what they write, so that the file could name anybody's cache.
   */
  InRepository elsewhereInRepository() {
    return inRepository == InRepository.BOUNDED ? InRepository.REFUSED : inRepository;
  }

  /** Where a key outside of any section holds. */
  private enum Reach {
    /** Wherever there is the option. */
    EVERY,
    /**
     * In the steps of a job. What they read and write is no default for commands that were told
     * what to work on: heal would write elsewhere, migrate over the job's cache.
     */
    JOB,
    /** Nowhere: it is a command's own. */
    OWN
  }

  /** What the file in the repository may say. */
  enum InRepository {
    ALLOWED,
    /** Values that stay within the checkout and name no secrets. */
    BOUNDED,
    REFUSED
  }
}
