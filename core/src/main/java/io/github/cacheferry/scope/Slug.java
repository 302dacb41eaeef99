package io.github.cacheferry.scope;

import io.github.cacheferry.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names in a form that every backend takes: what a registry's tag may be, {@code
 * [A-Za-z0-9_][A-Za-z0-9._-]{0,127}}, and in lower case, since some servers of the Actions cache
 * look keys up without regard to case. A name that is of this form stays as it is; of any other as
 * much as can be read is kept, and a hash of the whole name is added. A name that looks as if it
 * had such a hash gets one too, so no two names share a form.
 */
final class Slug {
  /** The longest form of a name by itself; what stands before it in a tag needs room too. */
  static final int LONGEST = 100;

  /** The least room in which a form can be told from others. */
  static final int SHORTEST_ROOM = 20;

  /** 64 bits: to find a second name with a wanted hash is out of reach. */
  private static final int HASH_DIGITS = 16;

  private static final Pattern PLAIN = Pattern.compile("[a-z0-9_][a-z0-9._-]*");
  private static final Pattern HASHED = Pattern.compile(".*-[0-9a-f]{" + HASH_DIGITS + "}");
  private static final Pattern UNUSABLE = Pattern.compile("[^a-z0-9._-]+");
  private static final Pattern EDGES = Pattern.compile("^[.-]+|[.-]+$");

  private Slug() {}

  /** The form of a name, at most {@link #LONGEST} characters. */
  static String of(String name) {
    return isPlain(name, LONGEST) ? name : hashed(name, name, LONGEST);
  }

  /**
   * The form of a name behind a prefix and a hyphen. The first hyphen of the whole ends the prefix;
   * where the prefix has one of its own, only a hash of both can tell {@code a-b} with {@code c}
   * from {@code a} with {@code b-c}.
   *
   * @param room what the prefix and the hyphen leave, at least {@link #SHORTEST_ROOM}
   */
  static String after(String prefix, String name, int room) {
    int most = Math.min(room, LONGEST);
    boolean ambiguous = prefix.indexOf('-') >= 0;
    return !ambiguous && isPlain(name, most)
        ? name
        : hashed(name, ambiguous ? prefix + '\n' + name : name, most);
  }

  private static boolean isPlain(String name, int most) {
    return name.length() <= most
        && PLAIN.matcher(name).matches()
        && !HASHED.matcher(name).matches();
  }

  private static String hashed(String name, String hashedText, int most) {
    String usable = UNUSABLE.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
    int kept = Math.min(usable.length(), most - HASH_DIGITS - 1);
    String readable = EDGES.matcher(usable.substring(0, kept)).replaceAll("");
    return (readable.isEmpty() ? "x" : readable) + '-' + hash(hashedText);
  }

  private static String hash(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, HASH_DIGITS);
  }
}
