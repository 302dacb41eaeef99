package io.github.cacheferry.serve;

import java.io.IOException;
import java.io.InputStream;

/** Passes the body of a request on as it comes. */
final class BodyCopy {
  private static final int BUFFER = 64 << 10;

  private BodyCopy() {}

  /** What takes the bytes. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes some bytes.
     *
     * @param n how many of the array's bytes there are
     * @param at the first one's place in the body
     */
    void take(byte[] bytes, int n, long at) throws IOException;
  }

  /** Returns when all of the body has been taken, and fails if it has another length. */
  static void of(InputStream body, long length, Sink sink) throws IOException {
    byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER, length))];
    long position = 0;
    int n = body.readNBytes(buffer, 0, buffer.length);
    while (n > 0 && position + n <= length) {
      sink.take(buffer, n, position);
      position += n;
      n = body.readNBytes(buffer, 0, buffer.length);
    }
    // The JDK's server ends the body without a word when the connection is cut.
    if (n > 0 || position != length) {
      throw new IOException("the body ended after " + (position + n) + " of " + length + " bytes");
    }
  }
}
