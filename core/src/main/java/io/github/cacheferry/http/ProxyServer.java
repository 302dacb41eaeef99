package io.github.cacheferry.http;

import io.github.cacheferry.cache.Redactor;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Credentials;

/**
 * A proxy as a variable names it.
 *
 * @param proxy where it is
 * @param authorization what an HTTP proxy that asks is answered
 */
record ProxyServer(Proxy proxy, Optional<String> authorization) {

  /**
   * Reads {@code [scheme://][user:password@]host[:port]}.
   *
   * @return empty if it is not of this form, or of a kind that Java cannot use: TLS to the proxy,
   *     SOCKS with a password
   */
  static Optional<ProxyServer> parse(String text, Redactor redactor) {
    try {
      var uri = new URI(text.contains("://") ? text : "http://" + text);
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      boolean socks = scheme.startsWith("socks");
      Optional<String> user = Optional.ofNullable(uri.getRawUserInfo());
      user.ifPresent(info -> remember(info, redactor));
      if (uri.getHost() == null || !(socks || scheme.equals("http"))) {
        return Optional.empty();
      }
      if (socks && user.isPresent()) {
        return Optional.empty();
      }
      int port = uri.getPort() >= 0 ? uri.getPort() : socks ? 1080 : 80;
      var address = InetSocketAddress.createUnresolved(uri.getHost(), port);
      var proxy = new Proxy(socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP, address);
      return Optional.of(new ProxyServer(proxy, user.map(ProxyServer::basic)));
    } catch (URISyntaxException e) {
      return Optional.empty(); // the caller tells which variable it was
    }
  }

  private static void remember(String userInfo, Redactor redactor) {
    redactor.add(password(userInfo));
    redactor.add(decode(password(userInfo)));
  }

  private static String basic(String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    return Credentials.basic(decode(user), decode(password(userInfo)), StandardCharsets.UTF_8);
  }

  private static String password(String userInfo) {
    int colon = userInfo.indexOf(':');
    return colon < 0 ? "" : userInfo.substring(colon + 1);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return proxy.toString();
  }
}
