package io.github.cacheferry.inspect;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.inspect.Finding.Kind;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The check of one blob, in one pass over its bytes: digest and size as stored, and, if wanted, the
 * diffID of what is inside.
 */
final class BlobCheck {
  private static final int BUFFER = 64 * 1024;

  private final Descriptor expected;
  private final boolean deep;

  /**
   * @param deep whether the blob is uncompressed, and its diffID found out
   */
  BlobCheck(Descriptor expected, boolean deep) {
    this.expected = expected;
    this.deep = deep;
  }

  /**
   * What is wrong with the blob, if anything is.
   *
   * @throws IOException if that could not be told
   */
  Optional<Fault> run(BlobSource source) throws IOException {
    MessageDigest inside = Digest.newHash();
    Optional<String> unreadable = Optional.empty();
    long size;
    Digest digest;
    try (var stored = new Measured(source.open(0, expected.size()))) {
      unreadable = deep ? uncompress(stored, inside) : Optional.empty();
      stored.drain();
      size = stored.count;
      digest = Digest.of(stored.hash);
    } catch (CacheException.NotFound e) {
      return Optional.of(new Fault(Kind.MISSING, "the backend does not hold it"));
    } catch (CacheException.Corrupt e) {
      return Optional.of(new Fault(Kind.WRONG_SIZE, e.problem().reason()));
    }
    if (size != expected.size()) {
      return fault(
          Kind.WRONG_SIZE, "it has " + size + " bytes, and should have " + expected.size());
    }
    if (!digest.equals(expected.digest())) {
      return fault(Kind.WRONG_DIGEST, "its bytes have the digest " + digest);
    }
    if (unreadable.isPresent()) {
      return fault(Kind.UNREADABLE, unreadable.get());
    }
    if (expected.mediaType().isEmpty()) {
      return fault(Kind.NO_MEDIA_TYPE, "its descriptor has no media type");
    }
    return checkDiffId(Digest.of(inside));
  }

  private Optional<Fault> checkDiffId(Digest actual) {
    Optional<Digest> stated = expected.diffId();
    if (stated.isEmpty()) {
      return fault(Kind.NO_DIFF_ID, "its descriptor lacks a valid " + Descriptor.UNCOMPRESSED);
    }
    return !deep || stated.get().equals(actual)
        ? Optional.empty()
        : fault(
            Kind.WRONG_DIFF_ID,
            "uncompressed it is " + actual + ", and its descriptor says " + stated.get());
  }

  /**
   * Hashes what is inside; a reason if that cannot be done, which the stored digest may explain
   * better.
   */
  private static Optional<String> uncompress(Measured stored, MessageDigest inside)
      throws IOException {
    // Zstandard's memory is not Java's: it is only given back by closing.
    try (InputStream tar = Decompression.of(stored.keptOpen())) {
      byte[] buffer = new byte[BUFFER];
      for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
        inside.update(buffer, 0, n);
      }
      return Optional.empty();
    } catch (IOException e) {
      if (stored.broken) {
        throw e;
      }
      return Optional.of("it cannot be uncompressed: " + e.getMessage());
    }
  }

  private static Optional<Fault> fault(Kind kind, String detail) {
    return Optional.of(new Fault(kind, detail));
  }

  /** What is wrong. */
  record Fault(Kind kind, String detail) {}

  /** Counts and hashes the stored bytes, and remembers whether reading them failed. */
  private static final class Measured extends FilterInputStream {
    private final MessageDigest hash = Digest.newHash();
    private long count;
    private boolean broken;

    Measured(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int n = in.read(buffer, offset, length);
        if (n > 0) {
          hash.update(buffer, offset, n);
          count += n;
        }
        return n;
      } catch (IOException e) {
        broken = true;
        throw e;
      }
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    /** The same bytes; closing this leaves the rest to be read. */
    InputStream keptOpen() {
      return new FilterInputStream(this) {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          return in.read(buffer, offset, length);
        }

        @Override
        public void close() {}
      };
    }

    /** Reads to the end what the decompressor did not want. */
    void drain() throws IOException {
      byte[] buffer = new byte[BUFFER];
      while (read(buffer, 0, buffer.length) >= 0) {
        // counted by read
      }
    }
  }
}
