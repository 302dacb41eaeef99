package io.github.cacheferry.http;

import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the environment names: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code
 * ALL_PROXY}, in upper or lower case, except for what {@code NO_PROXY} excludes.
 */
final class Proxies extends ProxySelector implements Authenticator {
  private static final String CREDENTIALS = "Proxy-Authorization";

  private final Optional<ProxyServer> http;
  private final Optional<ProxyServer> https;
  private final NoProxy exceptions;

  private Proxies(Optional<ProxyServer> http, Optional<ProxyServer> https, NoProxy exceptions) {
    this.http = http;
    this.https = https;
    this.exceptions = exceptions;
  }

  static Proxies of(RunContext context) {
    Optional<ProxyServer> all = server(context, "ALL_PROXY");
    return new Proxies(
        server(context, "HTTP_PROXY").or(() -> all),
        server(context, "HTTPS_PROXY").or(() -> all),
        NoProxy.parse(variable(context, "NO_PROXY").orElse("")));
  }

  @Override
  public List<Proxy> select(URI uri) {
    Optional<ProxyServer> server = uri.getScheme().equalsIgnoreCase("https") ? https : http;
    if (server.isEmpty() || uri.getHost() == null || exceptions.matches(uri)) {
      return List.of(Proxy.NO_PROXY);
    }
    return List.of(server.get().proxy());
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The call fails with this very exception; there is no second proxy to turn to.
  }

  /** Answers a proxy that asks for credentials, once. */
  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response) {
    if (route == null || response.request().header(CREDENTIALS) != null) {
      return null;
    }
    return http.filter(server -> server.proxy().equals(route.proxy()))
        .or(() -> https.filter(server -> server.proxy().equals(route.proxy())))
        .flatMap(ProxyServer::authorization)
        .map(value -> response.request().newBuilder().header(CREDENTIALS, value).build())
        .orElse(null);
  }

  private static Optional<ProxyServer> server(RunContext context, String name) {
    return variable(context, name).flatMap(value -> parse(context, name, value));
  }

  private static Optional<ProxyServer> parse(RunContext context, String name, String value) {
    Optional<ProxyServer> server = ProxyServer.parse(value, context.redactor());
    if (server.isEmpty()) {
      context
          .listener()
          .warned(
              name
                  + " is not used: it must be http://host:port or socks5://host:port, with"
                  + " user:password@ for an HTTP proxy that wants one");
    }
    return server;
  }

  private static Optional<String> variable(RunContext context, String name) {
    return context
        .variable(name)
        .or(() -> context.variable(name.toLowerCase(java.util.Locale.ROOT)));
  }
}
