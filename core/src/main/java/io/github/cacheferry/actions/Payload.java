package io.github.cacheferry.actions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;

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
    private static final long STEP = 128 * 1024;

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
      var in = Files.newByteChannel(file).position(offset);
      try (Source source = Okio.source(java.nio.channels.Channels.newInputStream(in))) {
        for (long left = length; left > 0; ) {
          long step = Math.min(STEP, left);
          sink.write(source, step);
          left -= step;
        }
      }
    }
  }
}
