package io.github.cacheferry.http;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of one backend, each in the thread that asks, over pooled HTTP/1.1 connections.
 * (HTTP/2 would put all blobs on one connection.) It repeats nothing: see {@link Retry}. When the
 * run is stopped, every call that is under way is cancelled, and so is the reading of its body.
 * Safe for use by many threads; close it to close its connections.
 */
public final class HttpTransport implements AutoCloseable {
  private static final int CONNECTIONS = 128;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final String USER_AGENT =
      "cacheferry/"
          + Optional.ofNullable(HttpTransport.class.getPackage().getImplementationVersion())
              .orElse("dev");

  private final OkHttpClient plain;
  private final TlsSettings tls;
  private final RunContext context;
  private final Cancellation cancellation;
  private final Cancellation.Registration registration;
  private @Nullable OkHttpClient secure;

  private HttpTransport(OkHttpClient plain, TlsSettings tls, RunContext context, LiveCalls calls) {
    this.plain = plain;
    this.tls = tls;
    this.context = context;
    this.cancellation = context.cancellation();
    this.registration = cancellation.onCancel(calls::cancel);
  }

  /**
   * A transport with the proxies of the run's environment.
   *
   * @param tls whom to trust; read when the first request over TLS is sent
   * @throws io.github.cacheferry.cache.CacheException.Usage if a proxy's address makes no sense
   */
  public static HttpTransport open(RunContext context, TlsSettings tls) throws IOException {
    var calls = new LiveCalls();
    var proxies = Proxies.of(context);
    var builder =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .socketFactory(new WideSockets())
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
            .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
            .addInterceptor(HttpTransport::prepare);
    return new HttpTransport(builder.build(), tls, context, calls);
  }

  /**
   * Begins to read certificates in the background, which takes some tenths of a second, because a
   * request over TLS is likely to come.
   */
  public void expectTls() {
    var reader =
        new Thread(
            () -> {
              try {
                var unused = secure();
              } catch (IOException e) {
                // The request that needs it will say so.
                System.getLogger(HttpTransport.class.getName())
                    .log(System.Logger.Level.DEBUG, "TLS is not ready", e);
              }
            },
            "cacheferry-tls");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Begins in the background to load what every request needs, which takes a tenth of a second: for
   * a program that knows early that it will send one.
   */
  public static void warmUp() {
    var loader =
        new Thread(
            () -> {
              var unused =
                  new OkHttpClient.Builder()
                      .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                      .build();
            },
            "cacheferry-warm-up");
    loader.setDaemon(true);
    loader.start();
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
      OkHttpClient client = request.isHttps() ? secure() : plain;
      Response response = client.newCall(request).execute();
      String date = response.header("Date");
      // What a cache on the way answers with is of the time when it was fetched.
      if (date != null && response.header("Age") == null) {
        context.listener().dated(request.url().host(), date);
      }
      return response;
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
    plain.connectionPool().evictAll();
  }

  /** The client for TLS: its certificates are only read where they are needed. */
  private synchronized OkHttpClient secure() throws IOException {
    OkHttpClient known = secure;
    if (known == null) {
      var builder =
          plain
              .newBuilder()
              .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.COMPATIBLE_TLS));
      TlsSockets.install(builder, tls, context);
      known = builder.build();
      secure = known;
    }
    return known;
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
