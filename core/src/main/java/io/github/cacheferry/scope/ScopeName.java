package io.github.cacheferry.scope;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The name under which one branch, pull request or tag keeps its caches: {@code main}, {@code
 * feature/x}, {@code pr-12}, {@code tag-v1.0}. A colon, which no branch's name can have, begins
 * what tells names of different kinds apart: a branch that is called {@code pr-12} is {@code
 * branch:pr-12}, so that pushing to it is not writing to the pull request's scope.
 *
 * @param text the name, without control characters
 */
public record ScopeName(String text) {
  private static final int LONGEST = 4096;
  private static final String TAG = "tag-";

  /** What a broken decoding leaves behind; two names may look the same with it. */
  private static final char UNREADABLE = '\uFFFD';

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern RESERVED = Pattern.compile("pr-\\d+|(?:tag|event)-.*");

  public ScopeName {
    if (!isSound(text)) {
      throw new IllegalArgumentException("no name: it is empty, too long or cannot be read");
    }
  }

  /** Whether the text can name something. */
  static boolean isSound(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST
        && text.indexOf(UNREADABLE) < 0
        && text.chars().noneMatch(Character::isISOControl);
  }

  /** The name as written; empty if it has none or unreadable characters. */
  public static Optional<ScopeName> parse(String text) {
    return isSound(text) ? Optional.of(new ScopeName(text)) : Optional.empty();
  }

  static ScopeName ofBranch(String branch) {
    return new ScopeName(RESERVED.matcher(branch).matches() ? "branch:" + branch : branch);
  }

  static ScopeName ofPullRequest(String number) {
    return new ScopeName((NUMBER.matcher(number).matches() ? "pr-" : "pr:") + number);
  }

  static ScopeName ofTag(String tag) {
    return new ScopeName(TAG + tag);
  }

  static ScopeName ofEvent(String event) {
    return new ScopeName("event-" + event);
  }

  /** The name of a part of this scope: one image, platform or the like of several. */
  ScopeName with(Map<String, String> parts) {
    return parts.isEmpty()
        ? this
        : new ScopeName(
            parts.entrySet().stream()
                .map(part -> ":" + part.getKey() + "=" + escape(part.getValue()))
                .collect(Collectors.joining("", text, "")));
  }

  /** Whether this is a tag's scope; a branch's name never looks like one. */
  public boolean isTag() {
    return text.startsWith(TAG);
  }

  /** Whether this is that scope, or a part of it for one image, platform or the like. */
  public boolean isPartOf(ScopeName other) {
    return text.equals(other.text) || text.startsWith(other.text + ":");
  }

  private static String escape(String value) {
    return value.replace("%", "%25").replace(":", "%3A");
  }

  /** The name in the form that tags and keys can have; no two names share one. */
  public String slug() {
    return Slug.of(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
