package io.github.cacheferry.cli.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** A stream that remembers why writing failed, which a {@code PrintStream} over it keeps quiet. */
final class WatchedStream extends FilterOutputStream {
  private volatile Optional<IOException> failure = Optional.empty();

  WatchedStream(OutputStream out) {
    super(out);
  }

  /** Why bytes were lost; empty if none were, or if whoever reads has seen enough, as head has. */
  Optional<String> loss() {
    return failure
        .map(e -> String.valueOf(e.getMessage()))
        .filter(text -> !text.contains("Broken pipe"));
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }
}
