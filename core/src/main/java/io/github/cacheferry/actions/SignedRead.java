package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.http.Bodies;
import io.github.cacheferry.http.UnexpectedStatus;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Reads small payloads whole, and finds out what a payload's server can do. The address must be
 * fresh.
 */
final class SignedRead {
  private final ServiceCall calls;
  private final ActionsCache service;

  SignedRead(ServiceCall calls, ActionsCache service) {
    this.calls = calls;
    this.service = service;
  }

  /** The whole payload. */
  byte[] all(ActionsCache.Entry entry, int limit) throws IOException {
    String action = "read " + entry.key();
    HttpUrl url = url(action, entry);
    Request request = new Request.Builder().url(url).header("Accept-Encoding", "identity").build();
    return calls.trying(
        action,
        url,
        () -> {
          try (Response response = calls.transport().execute(request)) {
            if (response.code() != 200) {
              throw UnexpectedStatus.of(response);
            }
            return Bodies.read(response, limit);
          } catch (Bodies.TooLarge e) {
            throw new CacheException.Corrupt(
                Problem.of(
                    action, service.endpoint().toString(), "it has more than " + limit + " bytes"));
          }
        });
  }

  /**
   * Asks for one byte: a server that knows ranges answers 206, another begins to send everything.
   */
  boolean knowsRanges(ActionsCache.Entry entry) throws IOException {
    String action = "read " + entry.key();
    HttpUrl url = url(action, entry);
    Request request = new Request.Builder().url(url).header("Range", "bytes=0-0").build();
    return calls.trying(
        action,
        url,
        () -> {
          try (Response response = calls.transport().execute(request)) {
            if (response.code() != 206 && response.code() != 200) {
              throw UnexpectedStatus.of(response);
            }
            return response.code() == 206;
          }
        });
  }

  private HttpUrl url(String action, ActionsCache.Entry entry) throws CacheException {
    HttpUrl url = HttpUrl.parse(entry.url());
    if (url == null) {
      throw new CacheException.Unavailable(
          Problem.of(action, service.endpoint().toString(), "its address is no URL"));
    }
    return url;
  }
}
