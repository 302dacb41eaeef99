package io.github.cacheferry.cache;

import java.util.regex.Pattern;

/**
 * A failure told in full, for one line of text.
 *
 * @param action what was tried, as "push blob sha256:…"
 * @param where at which backend, as "registry ghcr.io/acme/app:cache"
 * @param reason why it failed, with what the server said, trimmed
 * @param advice what the user can do; empty where nothing sensible can be said
 */
public record Problem(String action, String where, String reason, String advice) {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

  /** A problem without advice. */
  public static Problem of(String action, String where, String reason) {
    return new Problem(action, where, reason, "");
  }

  /** The same problem with advice. */
  public Problem advise(String what) {
    return new Problem(action, where, reason, what);
  }

  /**
   * The one line. What servers and files say is part of it: line breaks and escape sequences in it
   * would be taken for commands by terminals and CI systems.
   */
  @Override
  public String toString() {
    return CONTROL.matcher(text()).replaceAll(" ");
  }

  private String text() {
    var text = new StringBuilder("could not ").append(action);
    if (!where.isEmpty()) {
      text.append(" (").append(where).append(')');
    }
    text.append(": ").append(reason);
    if (!advice.isEmpty()) {
      text.append(reason.endsWith(".") ? " " : ". ").append(advice);
    }
    return text.toString();
  }
}
