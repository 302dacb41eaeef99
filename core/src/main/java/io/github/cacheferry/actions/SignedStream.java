package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.http.Faults;
import io.github.cacheferry.http.Retry;
import io.github.cacheferry.http.UnexpectedStatus;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A part of an entry's payload. A broken connection is opened again at the next byte, an address
 * that has expired (they live ten minutes on GitHub) is asked for again, and a server that ignores
 * ranges is read past what is not wanted.
 */
final class SignedStream extends InputStream {
  private final ServiceCall calls;
  private final ActionsCache service;
  private final Retry.Round round;
  private ActionsCache.Entry entry;
  private long at;
  private long left;
  private boolean renewed;
  private @Nullable Response response;
  private @Nullable InputStream body;

  SignedStream(
      ServiceCall calls, ActionsCache service, ActionsCache.Entry entry, long offset, long length)
      throws CacheException {
    this.calls = calls;
    this.service = service;
    this.entry = entry;
    this.at = offset;
    this.left = length;
    this.round = calls.round("read " + entry.key(), url());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left <= 0 || length == 0) {
      return length == 0 ? 0 : -1;
    }
    while (true) {
      try {
        InputStream in = body == null ? connect() : body;
        int n = in.read(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
          throw new EOFException("the body ended " + left + " bytes early");
        }
        at += n;
        left -= n;
        round.progress();
        renewed = false;
        return n;
      } catch (IOException e) {
        close();
        again(e);
      }
    }
  }

  @Override
  public void close() {
    if (response != null) {
      response.close();
    }
    response = null;
    body = null;
  }

  private InputStream connect() throws IOException {
    round.ready();
    String range = "bytes=" + at + "-" + (at + left - 1);
    Request request =
        new Request.Builder()
            .url(url())
            .header("Range", range)
            .header("Accept-Encoding", "identity")
            .build();
    Response opened = calls.transport().follow(request);
    response = opened;
    InputStream in = opened.body().byteStream();
    if (opened.code() == 206) {
      String stated = opened.header("Content-Range", "");
      if (stated == null || !stated.startsWith("bytes " + at + "-")) {
        throw new CacheException.Corrupt(
            Problem.of("read " + entry.key(), service.endpoint().toString(), "another range came"));
      }
    } else if (opened.code() == 200) {
      in.skipNBytes(at); // this server knows no ranges
    } else if (opened.code() == 416) {
      throw new CacheException.Corrupt(
          Problem.of(
              "read " + entry.key(),
              service.endpoint().toString(),
              "it ends at byte " + at + ", " + left + " too early"));
    } else {
      throw UnexpectedStatus.of(opened);
    }
    body = in;
    return in;
  }

  /** Prepares another try, or gives up with the failure in our words. */
  private void again(IOException failure) throws IOException {
    if (failure instanceof UnexpectedStatus status) {
      if ((status.code() == 401 || status.code() == 403) && !renewed) {
        renewed = true;
        entry = SignedRead.renew(service, entry);
        return;
      }
    }
    try {
      round.failed(failure);
    } catch (UnexpectedStatus e) {
      throw calls.problem("read " + entry.key(), e.code(), e.body(), e);
    } catch (CacheException e) {
      throw e;
    } catch (IOException e) {
      throw new CacheException.Unavailable(
          Problem.of("read " + entry.key(), service.endpoint().toString(), Faults.reason(e)), e);
    }
  }

  private HttpUrl url() throws CacheException {
    return calls.url("read " + entry.key(), entry.url());
  }
}
