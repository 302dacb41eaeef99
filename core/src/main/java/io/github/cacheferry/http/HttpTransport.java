package io.github.cacheferry.http;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends requests of one backend, each in the thread that asks, over pooled HTTP/1.1 connections.
 * (HTTP/2 would put all blobs on one connection.) It repeats nothing: see {@link Retry}. When the
 * run is stopped, every call that is under way is cancelled, and so is the reading of its body.
 * Safe for use by many threads; close it to close its connections.
 */
public final class HttpTransport implements AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final String USER_AGENT =
      "cacheferry/"
          + Optional.ofNullable(HttpTransport.class.getPackage().getImplementationVersion())
              .orElse("dev");

  private final OkHttpClient client;
  private final Cancellation cancellation;
  private final Cancellation.Registration registration;

  private HttpTransport(OkHttpClient client, LiveCalls calls, Cancellation cancellation) {
    this.client = client;
    this.cancellation = cancellation;
    this.registration = cancellation.onCancel(calls::cancel);
  }

  /**
   * A transport with the proxies of the run's environment.
   *
   * @param tls whom to trust
   * @throws io.github.cacheferry.cache.CacheException.Usage if a certificate file cannot be used
   */
  public static HttpTransport open(RunContext context, TlsSettings tls) throws IOException {
    var calls = new LiveCalls();
    var proxies = Proxies.of(context);
    var builder =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(CONNECTIONS, 5, TimeUnit.MINUTES))
            .eventListenerFactory(call -> calls)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(SILENCE)
            .writeTimeout(SILENCE)
            .callTimeout(Duration.ZERO)
            .proxySelector(proxies)
            .proxyAuthenticator(proxies)
            .addInterceptor(HttpTransport::prepare);
    TlsSockets.install(builder, tls, context);
    return new HttpTransport(builder.build(), calls, context.cancellation());
  }

  /**
   * Sends the request and returns when the response's headers are there. The response is the
   * caller's to close; its status is data.
   *
   * @throws io.github.cacheferry.cache.CacheException.Cancelled if the run was stopped
   * @throws IOException if there was no response
   */
  public Response execute(Request request) throws IOException {
    String action = "ask " + request.url().host();
    cancellation.check(action);
    try {
      return client.newCall(request).execute();
    } catch (IOException e) {
      cancellation.check(action);
      throw e;
    }
  }

  /**
   * The same, but a GET or HEAD goes where the server redirects it. Credentials go to the server
   * that they were meant for and to no other; from TLS there is no way to plain text.
   *
   * @return the first response that is no redirect
   * @throws IOException if there is none, or a redirect may not be followed
   */
  public Response follow(Request request) throws IOException {
    return Redirects.follow(this, request);
  }

  /** Lets the server be silent for this long before it is given up, rather than for a minute. */
  public static Request.Builder patient(Request.Builder request, Duration silence) {
    return request.tag(Patience.class, new Patience(silence));
  }

  @Override
  public void close() {
    registration.close();
    client.connectionPool().evictAll();
  }

  private static Response prepare(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    Interceptor.Chain next =
        Optional.ofNullable(request.tag(Patience.class))
            .map(
                patience ->
                    chain.withReadTimeout(
                        (int) patience.silence().toMillis(), TimeUnit.MILLISECONDS))
            .orElse(chain);
    return next.proceed(request.newBuilder().header("User-Agent", USER_AGENT).build());
  }

  private record Patience(Duration silence) {}
}
