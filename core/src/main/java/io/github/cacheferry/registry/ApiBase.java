package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.http.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where a registry's API is. Registries speak TLS; one on this machine usually does not, and one
 * that the user calls insecure may not. Which it is, the first answer tells, for good.
 */
final class ApiBase {
  private final List<HttpUrl> candidates;
  private volatile @Nullable HttpUrl settled;

  private ApiBase(List<HttpUrl> candidates) {
    this.candidates = candidates;
  }

  /**
   * The base of the host.
   *
   * @param insecure whether plain text will do everywhere
   * @param hasCertificates whether certificates for this very host were set up, so that it is
   *     likely to speak TLS
   */
  static ApiBase of(String host, boolean insecure, boolean hasCertificates)
      throws CacheException.Usage {
    HttpUrl https = url("https", host);
    var candidates = new ArrayList<>(List.of(https));
    boolean loopback = Hosts.isLoopback(https.host());
    if (loopback || insecure) {
      boolean tlsFirst = !loopback || hasCertificates || host.endsWith(":443");
      candidates.add(tlsFirst ? 1 : 0, url("http", host));
    }
    return new ApiBase(List.copyOf(candidates));
  }

  /** What to try, in this order. */
  List<HttpUrl> candidates() {
    return candidates;
  }

  /** The base that has answered. */
  Optional<HttpUrl> settled() {
    return Optional.ofNullable(settled);
  }

  void settle(HttpUrl base) {
    settled = base;
  }

  private static HttpUrl url(String scheme, String host) throws CacheException.Usage {
    HttpUrl url = HttpUrl.parse(scheme + "://" + host + "/");
    if (url == null) {
      throw new CacheException.Usage(
          Problem.of("find the registry " + host, "", "it is no host and port"));
    }
    return url;
  }
}
