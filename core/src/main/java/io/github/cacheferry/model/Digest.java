package io.github.cacheferry.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 name of some bytes, in OCI's form {@code sha256:<64 lower-case hex digits>}.
 *
 * <p>OCI knows other algorithms; BuildKit writes no other, and accepting one that is never verified
 * would be a hole.
 *
 * @param hex the 64 lower-case hexadecimal digits, without the algorithm
 */
public record Digest(String hex) implements Comparable<Digest> {
  /** The digits of a {@link #hex}. */
  public static final int HEX_LENGTH = 64;

  private static final String PREFIX = "sha256:";

  public Digest {
    if (!isHex(hex)) {
      throw new IllegalArgumentException("not a sha256 digest: " + shorten(hex));
    }
  }

  /**
   * Reads the wire form.
   *
   * @throws IllegalArgumentException if the text is anything but {@code sha256:} and 64 lower-case
   *     hex digits
   */
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not a sha256 digest: " + shorten(text));
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  /** Whether {@link #parse} would accept the text. */
  public static boolean isValid(String text) {
    return text.startsWith(PREFIX) && isHex(text.substring(PREFIX.length()));
  }

  /** The digest of these bytes. */
  public static Digest of(byte[] bytes) {
    return of(newHash().digest(bytes), 0);
  }

  /** The digest that this hash has arrived at; the hash is reset by it. */
  public static Digest of(MessageDigest hash) {
    return of(hash.digest(), 0);
  }

  /** A fresh SHA-256, which every Java platform has. */
  public static MessageDigest newHash() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-256", e);
    }
  }

  /** The first twelve hex digits: enough for a person to tell blobs apart. */
  public String shortForm() {
    return hex.substring(0, 12);
  }

  // Digests are the keys of most maps here. What a record gets for free is made at run time on
  // first use, which every command would wait for.
  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that && hex.equals(that.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }

  private static Digest of(byte[] raw, int offset) {
    return new Digest(HexFormat.of().formatHex(raw, offset, offset + HEX_LENGTH / 2));
  }

  private static boolean isHex(String hex) {
    if (hex.length() != HEX_LENGTH) {
      return false;
    }
    for (int i = 0; i < HEX_LENGTH; i++) {
      char c = hex.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
