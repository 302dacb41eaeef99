package io.github.cacheferry.inspect;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Undoes a layer's compression. Which one it is the first bytes tell, as for BuildKit, which does
 * not believe the media type either.
 */
final class Decompression {
  private static final int BUFFER = 64 * 1024;

  private Decompression() {}

  /** The layer's tar; closing it closes the blob. */
  static InputStream of(InputStream blob) throws IOException {
    var buffered = new MemberStream(blob);
    buffered.mark(4);
    byte[] magic = buffered.readNBytes(4);
    buffered.reset();
    if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      return new GZIPInputStream(buffered, BUFFER);
    }
    if (magic.length == 4
        && magic[0] == 0x28
        && magic[1] == (byte) 0xb5
        && magic[2] == 0x2f
        && magic[3] == (byte) 0xfd) {
      return new ZstdInputStreamNoFinalizer(buffered);
    }
    return buffered;
  }

  /**
   * Estargz layers are many gzip members in a row. {@link GZIPInputStream} goes on to the next one
   * only if {@link #available} says that there is something, and a network stream may have nothing
   * at that moment: this one looks.
   */
  private static final class MemberStream extends BufferedInputStream {
    MemberStream(InputStream in) {
      super(in, BUFFER);
    }

    @Override
    public synchronized int available() throws IOException {
      int known = super.available();
      if (known > 0) {
        return known;
      }
      mark(1);
      int next = read();
      reset();
      return next < 0 ? 0 : 1;
    }
  }
}
