package io.github.cacheferry.actions;

import java.io.IOException;
import java.io.InputStream;

/**
 * What both versions of the service have in common: payloads go up in blocks, and are read at a
 * signed address.
 */
abstract sealed class SignedEntries implements ActionsCache permits RestService, TwirpService {
  final ServiceCall calls;
  final Blocks blocks = new Blocks();

  SignedEntries(ServiceCall calls) {
    this.calls = calls;
  }

  @Override
  public final ServiceEndpoint endpoint() {
    return calls.endpoint();
  }

  @Override
  public final InputStream open(Entry entry, long offset, long length) throws IOException {
    return new SignedStream(calls, this, entry, offset, length);
  }

  @Override
  public final byte[] read(Entry entry, int limit) throws IOException {
    return new SignedRead(calls, this).all(entry, limit);
  }

  @Override
  public final boolean knowsRanges(Entry entry) throws IOException {
    return new SignedRead(calls, this).knowsRanges(entry);
  }

  @Override
  public final void close() {
    blocks.close();
    calls.transport().close();
  }
}
