package io.github.cacheferry.serve;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * The name of a block that is staged. Clients make it up; within a blob all must be equally long.
 *
 * @param hex the decoded id in hexadecimal, which is a file name as well
 */
record BlockId(String hex) {
  private static final int LONGEST = 64;
  private static final int TOOLKIT = 48;

  /** Azure's limit for a blob. */
  private static final long MOST_BLOCKS = 50_000;

  /** Reads the form it has in a query or in a block list. */
  static BlockId parse(String base64) throws BlobError {
    byte[] raw;
    try {
      // A plus that a client left unescaped in the query was read as a space.
      raw = Base64.getDecoder().decode(base64.trim().replace(' ', '+'));
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    if (raw.length == 0 || raw.length > LONGEST) {
      throw invalid();
    }
    return new BlockId(HexFormat.of().formatHex(raw));
  }

  /**
   * The block's number in the blob, from 0 on, where the name tells it as the clients make names
   * up: GitHub's toolkit and we a UUID and twelve digits, Azure's Go library 16 bytes, the number
   * in 4, and zeros.
   */
  OptionalLong number() {
    if (hex.length() == 2 * TOOLKIT) {
      String digits = new String(HexFormat.of().parseHex(hex, 72, 96), StandardCharsets.ISO_8859_1);
      return digits.matches("[0-9]{12}") ? small(Long.parseLong(digits)) : OptionalLong.empty();
    }
    if (hex.length() == 2 * LONGEST && hex.endsWith("00".repeat(44))) {
      return small(HexFormat.fromHexDigitsToLong(hex, 32, 40));
    }
    return OptionalLong.empty();
  }

  private static OptionalLong small(long number) {
    return number < MOST_BLOCKS ? OptionalLong.of(number) : OptionalLong.empty();
  }

  boolean isAsLongAs(BlockId other) {
    return hex.length() == other.hex.length();
  }

  private static BlobError invalid() {
    return new BlobError(
        400,
        "InvalidQueryParameterValue",
        "A block id must be base64 of 1 to " + LONGEST + " bytes.");
  }
}
