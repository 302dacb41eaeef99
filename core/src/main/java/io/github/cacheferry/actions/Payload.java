package io.github.cacheferry.actions;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** The bytes of an entry to be made, of which any part can be sent any number of times. */
public sealed interface Payload {
  /** How many bytes there are. */
  long size();

  /** A request body of a part of the bytes. */
  RequestBody part(long offset, long length);

  /** Bytes in memory. */
  static Payload of(byte[] bytes) {
    return new InMemory(bytes);
  }

  /** A whole file, which does not change. */
  static Payload of(Path file) throws IOException {
    return new InFile(file, Files.size(file));
  }

  /** Bytes in memory. */
  final class InMemory implements Payload {
    private final byte[] bytes;

    private InMemory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public RequestBody part(long offset, long length) {
      return RequestBody.create(bytes, BlockBlob.OCTETS, (int) offset, (int) length);
    }
  }

  /** A whole file. */
  final class InFile implements Payload {
    private final Path file;
    private final long size;

    private InFile(Path file, long size) {
      this.file = file;
      this.size = size;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public RequestBody part(long offset, long length) {
      return new FilePart(file, offset, length);
    }
  }

  /** A part of a file as a request body. */
  final class FilePart extends RequestBody {
    private static final int STEP = 64 << 10;

    private final Path file;
    private final long offset;
    private final long length;

    private FilePart(Path file, long offset, long length) {
      this.file = file;
      this.offset = offset;
      this.length = length;
    }

    @Override
    public MediaType contentType() {
      return BlockBlob.OCTETS;
    }

    @Override
    public long contentLength() {
      return length;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      try (FileChannel in = FileChannel.open(file)) {
        byte[] buffer = new byte[(int) Math.min(STEP, Math.max(1, length))];
        for (long at = offset; at < offset + length; ) {
          int most = (int) Math.min(buffer.length, offset + length - at);
          int n = in.read(ByteBuffer.wrap(buffer, 0, most), at);
          if (n < 0) {
            throw new EOFException(file + " is shorter than it was");
          }
          sink.write(buffer, 0, n);
          at += n;
        }
      }
    }
  }
}
