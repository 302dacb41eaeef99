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
 * Reads small payloads whole, and finds out what a payload's server can do. An address that has
 * expired is asked for again, once.
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
    return fresh(
        entry,
        new Request.Builder().header("Accept-Encoding", "identity"),
        response -> {
          if (response.code() != 200) {
            throw UnexpectedStatus.of(response);
          }
          try {
            return Bodies.read(response, limit);
          } catch (Bodies.TooLarge e) {
            throw new CacheException.Corrupt(
                Problem.of(
                    "read " + entry.key(),
                    service.endpoint().toString(),
                    "it has more than " + limit + " bytes"));
          }
        });
  }

  /**
   * Asks for one byte: a server that knows ranges answers 206, another begins to send everything.
   */
  boolean knowsRanges(ActionsCache.Entry entry) throws IOException {
    return fresh(
        entry,
        new Request.Builder().header("Range", "bytes=0-0"),
        response -> {
          if (response.code() != 206 && response.code() != 200) {
            throw UnexpectedStatus.of(response);
          }
          return response.code() == 206;
        });
  }

  /** The same entry with a new address. */
  static ActionsCache.Entry renew(ActionsCache service, ActionsCache.Entry entry)
      throws IOException {
    return service
        .find(entry.key(), entry.version())
        .filter(found -> found.key().equals(entry.key()))
        .orElseThrow(
            () ->
                new CacheException.NotFound(
                    Problem.of(
                        "read " + entry.key(), service.endpoint().toString(), "it was evicted")));
  }

  private <T> T fresh(ActionsCache.Entry entry, Request.Builder request, Reading<T> reading)
      throws IOException {
    try {
      return once(entry, request, reading);
    } catch (CacheException.Denied e) {
      return once(renew(service, entry), request, reading);
    }
  }

  private <T> T once(ActionsCache.Entry entry, Request.Builder builder, Reading<T> reading)
      throws IOException {
    String action = "read " + entry.key();
    HttpUrl url = calls.url(action, entry.url());
    Request request = builder.url(url).build();
    return calls.trying(
        action,
        url,
        () -> {
          try (Response response = calls.transport().follow(request)) {
            return reading.of(response);
          }
        });
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(Response response) throws IOException;
  }
}
