package io.github.cacheferry.cache;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Masks secrets in text that is about to be shown: those that were made known, and whatever has the
 * form of one (passwords in URLs, signatures in query strings, bearer and basic credentials, JSON
 * web tokens). Safe for use by many threads.
 */
public final class Redactor {
  /** What stands where a secret stood. */
  public static final String MASK = "***";

  /** Texts with fewer characters are not masked: they would mask everything. */
  public static final int SHORTEST = 4;

  // Servers choose what is searched with these: none may look at the same character again and
  // again.
  private static final Pattern URL_USER =
      Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]{0,30}+://)[^/\\s]+@");

  /** The same without a scheme, as people paste it: {@code user:password@host/repository}. */
  private static final Pattern BARE_USER =
      Pattern.compile(
          "(?<![\\w./:@-])[\\w.+-]{1,100}+:[^\\s/\"]{1,200}@(?=[\\w.-]{1,255}+(?::\\d{1,5}+)?/)");

  private static final Pattern QUERY =
      Pattern.compile(
          "(?i)([?&;](?:sig|signature|token|access_token|refresh_token|password|secret|code"
              + "|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature)=)[^&\\s\"'<>]+");
  private static final Pattern HEADER =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9+/._~=-]{8,}");
  private static final Pattern JWT =
      Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,512}+\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]*");

  /** Longest first: one that is part of another would leave the other's rest. */
  private final Set<String> secrets =
      new ConcurrentSkipListSet<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /** Makes a secret known, unless it is shorter than {@link #SHORTEST}. */
  public void add(String secret) {
    if (secret.length() >= SHORTEST && secrets.add(secret)) {
      listeners.forEach(listener -> listener.accept(secret));
    }
  }

  /**
   * Has this told of each secret: at once of those that are known, later of each that is learned,
   * before it is masked in any text. It may be told of one twice.
   */
  public void onSecret(Consumer<String> listener) {
    listeners.add(listener);
    secrets.forEach(listener);
  }

  /** The text with every secret masked. */
  public String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    masked = URL_USER.matcher(masked).replaceAll("$1" + MASK + "@");
    masked = BARE_USER.matcher(masked).replaceAll(MASK + "@");
    masked = QUERY.matcher(masked).replaceAll("$1" + MASK);
    masked = HEADER.matcher(masked).replaceAll("$1 " + MASK);
    return JWT.matcher(masked).replaceAll(MASK);
  }

  @Override
  public String toString() {
    return MASK;
  }
}
