package io.github.cacheferry.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hosts that are reached without a proxy, as Go reads {@code NO_PROXY}: host names with their
 * subdomains, {@code .suffix} for subdomains only, addresses, address ranges, each with a port if
 * wanted, or {@code *}. The machine itself is never reached through a proxy.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/net/http/httpproxy">Go's package httpproxy</a>
 */
final class NoProxy {
  private final List<Rule> rules;

  private NoProxy(List<Rule> rules) {
    this.rules = rules;
  }

  static NoProxy parse(String list) {
    var rules = new ArrayList<Rule>();
    for (String word : list.split("[,\\s]+", -1)) {
      if (!word.isEmpty()) {
        rules.add(rule(word.toLowerCase(Locale.ROOT)));
      }
    }
    return new NoProxy(rules);
  }

  boolean matches(URI uri) {
    String host = bare(uri.getHost().toLowerCase(Locale.ROOT));
    Optional<IpAddress> address = IpAddress.parse(host);
    if (Hosts.isLoopback(host)) {
      return true;
    }
    int implied = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    int port = uri.getPort() >= 0 ? uri.getPort() : implied;
    return rules.stream().anyMatch(rule -> rule.matches(host, address, port));
  }

  private static Rule rule(String word) {
    if (word.equals("*")) {
      return (host, address, port) -> true;
    }
    Optional<IpAddress.Range> range = IpAddress.Range.parse(word);
    if (range.isPresent()) {
      return (host, address, port) -> address.filter(range.get()::contains).isPresent();
    }
    Optional<IpAddress> whole = IpAddress.parse(bare(word));
    if (whole.isPresent()) {
      return (host, address, port) -> address.equals(whole);
    }
    int colon = word.lastIndexOf(':');
    boolean hasPort = colon > 0 && word.substring(colon + 1).matches("\\d{1,5}");
    String name = hasPort ? word.substring(0, colon) : word;
    int only = hasPort ? Integer.parseInt(word.substring(colon + 1)) : -1;
    Rule named = name(bare(name));
    return (host, address, port) ->
        (only < 0 || only == port) && named.matches(host, address, port);
  }

  private static Rule name(String name) {
    Optional<IpAddress> exact = IpAddress.parse(name);
    if (exact.isPresent()) {
      return (host, address, port) -> address.equals(exact);
    }
    String pattern = name.startsWith("*.") ? name.substring(1) : name;
    if (pattern.startsWith(".")) {
      return (host, address, port) -> host.endsWith(pattern);
    }
    return (host, address, port) -> host.equals(pattern) || host.endsWith("." + pattern);
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  @FunctionalInterface
  private interface Rule {
    boolean matches(String host, Optional<IpAddress> address, int port);
  }
}
