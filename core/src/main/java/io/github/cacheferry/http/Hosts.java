package io.github.cacheferry.http;

import java.util.Locale;
import okhttp3.HttpUrl;

/** What can be told of servers from their names alone. */
public final class Hosts {
  private Hosts() {}

  /** Whether the name can only mean this machine: {@code localhost} or a loopback address. */
  public static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || IpAddress.parse(name).filter(address -> address.inet().isLoopbackAddress()).isPresent();
  }

  /** Whether both are the same server for credentials. */
  public static boolean sameOrigin(HttpUrl one, HttpUrl other) {
    return one.scheme().equals(other.scheme())
        && one.host().equals(other.host())
        && one.port() == other.port();
  }
}
