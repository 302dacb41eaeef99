package io.github.cacheferry.http;

import java.util.Locale;

/** What can be told of a host from its name alone. */
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
}
