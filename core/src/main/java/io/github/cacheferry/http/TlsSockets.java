package io.github.cacheferry.http;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.OkHttpClient;

/** Makes a client's TLS sockets from the settings. */
final class TlsSockets {
  private static final char[] NO_PASSWORD = new char[0];

  private TlsSockets() {}

  static void install(OkHttpClient.Builder client, TlsSettings settings, RunContext context)
      throws IOException {
    try {
      X509ExtendedTrustManager trust =
          settings.verify() ? LayeredTrust.of(authorities(settings)) : new TrustAnyone();
      var tls = SSLContext.getInstance("TLS");
      tls.init(keys(settings, context), new TrustManager[] {trust}, null);
      client.sslSocketFactory(tls.getSocketFactory(), trust);
      if (!settings.verify()) {
        client.hostnameVerifier((host, session) -> true);
      }
    } catch (GeneralSecurityException e) {
      throw new CacheException.Usage(Problem.of("set up TLS", "", String.valueOf(e.getMessage())));
    }
  }

  private static List<X509Certificate> authorities(TlsSettings settings) throws IOException {
    var certificates = new ArrayList<X509Certificate>();
    for (Path file : settings.authorities()) {
      certificates.addAll(PemFile.read(file).certificates());
    }
    return certificates;
  }

  /** A key that only root may read is common in Docker's directory: without it we go on. */
  private static KeyManager[] keys(TlsSettings settings, RunContext context)
      throws GeneralSecurityException, IOException {
    if (settings.clients().isEmpty()) {
      return new KeyManager[0];
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (var client : settings.clients()) {
      try {
        var chain = PemFile.read(client.certificate()).certificates();
        var key = PemFile.read(client.key()).privateKey();
        store.setKeyEntry(
            client.certificate().toString(),
            key,
            NO_PASSWORD,
            chain.toArray(new X509Certificate[0]));
      } catch (CacheException.Usage e) {
        context.listener().warned(e.getMessage() + "; going on without this client certificate");
      }
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }
}
