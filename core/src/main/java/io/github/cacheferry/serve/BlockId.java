package io.github.cacheferry.serve;

import java.util.Base64;
import java.util.HexFormat;

/**
 * The name of a block that is staged. Clients make it up; within a blob all must be equally long.
 *
 * @param hex the decoded id in hexadecimal, which is a file name as well
 */
record BlockId(String hex) {
  private static final int LONGEST = 64;

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
