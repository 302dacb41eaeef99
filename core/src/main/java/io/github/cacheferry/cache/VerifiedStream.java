package io.github.cacheferry.cache;

import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A blob's bytes that are checked while they pass. The check is done when as many bytes as the
 * descriptor says have been read, or when the stream ends before: so a reader that stops at the
 * stated size has had it.
 */
public final class VerifiedStream extends FilterInputStream {
  private final Descriptor expected;
  private final String where;
  private final MessageDigest hash = Digest.newHash();
  private long read;
  private boolean checked;

  /**
   * @param in the bytes, closed with this stream
   * @param expected what they must be
   * @param where where they come from, for the message
   */
  public VerifiedStream(InputStream in, Descriptor expected, String where) {
    super(in);
    this.expected = expected;
    this.where = where;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = in.read(buffer, offset, length);
    if (n > 0) {
      hash.update(buffer, offset, n);
      read += n;
    }
    if (n < 0 || read >= expected.size()) {
      check();
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    byte[] passed = new byte[(int) Math.min(n, 8192)];
    return Math.max(0, read(passed, 0, passed.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void check() throws CacheException.Corrupt {
    if (checked && read == expected.size()) {
      return;
    }
    checked = true;
    if (read != expected.size()) {
      throw new CacheException.Corrupt(
          Problem.of(
              "read " + expected.digest(),
              where,
              "it has " + read + " bytes, and should have " + expected.size()));
    }
    Digest actual = Digest.of(hash);
    if (!actual.equals(expected.digest())) {
      throw new CacheException.Corrupt(
          Problem.of("read " + expected.digest(), where, "its bytes have the digest " + actual));
    }
  }
}
