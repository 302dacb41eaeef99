package io.github.cacheferry.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a server that one of several stores trusts: those that the user named, the Java
 * platform's, and the operating system's bundle, which other tools on the machine go by. A store is
 * loaded when the ones before it did not do: reading the platform's costs a tenth of a second.
 */
final class LayeredTrust extends X509ExtendedTrustManager {
  private static final List<Path> SYSTEM_BUNDLES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/cert.pem"));

  private final List<Layer> layers;

  private LayeredTrust(List<Layer> layers) {
    this.layers = layers;
  }

  /** The platform and these certificates besides. */
  static LayeredTrust of(List<X509Certificate> authorities) {
    var layers = new ArrayList<Layer>();
    if (!authorities.isEmpty()) {
      layers.add(new Layer(() -> store(authorities)));
    }
    layers.add(new Layer(() -> null));
    layers.add(new Layer(LayeredTrust::systemStore));
    return new LayeredTrust(layers);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(trust -> trust.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(trust -> trust.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(trust -> trust.checkServerTrusted(chain, authType));
  }

  private void check(Check check) throws CertificateException {
    CertificateException failure = new CertificateException("no certificate authorities are known");
    for (Layer layer : layers) {
      try {
        check.with(layer.trust());
        return;
      } catch (CertificateException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private static KeyStore store(List<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("ca-" + i, certificates.get(i));
    }
    return store;
  }

  private static KeyStore systemStore() throws GeneralSecurityException, IOException {
    for (Path bundle : SYSTEM_BUNDLES) {
      if (Files.isReadable(bundle)) {
        return store(PemFile.read(bundle).certificates());
      }
    }
    throw new CertificateException("the system has no certificate bundle");
  }

  /** Only asked by servers, and by OkHttp for certificate pins, which are not used. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @FunctionalInterface
  private interface Check {
    void with(X509ExtendedTrustManager trust) throws CertificateException;
  }

  @FunctionalInterface
  private interface Store {
    /** The store's content; null is the platform's own. */
    @Nullable KeyStore load() throws GeneralSecurityException, IOException;
  }

  /** One store, loaded once. */
  private static final class Layer {
    private final Store store;
    private @Nullable X509ExtendedTrustManager trust;

    Layer(Store store) {
      this.store = store;
    }

    synchronized X509ExtendedTrustManager trust() throws CertificateException {
      if (trust == null) {
        trust = load();
      }
      return trust;
    }

    private X509ExtendedTrustManager load() throws CertificateException {
      try {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store.load());
        return Arrays.stream(factory.getTrustManagers())
            .filter((TrustManager manager) -> manager instanceof X509ExtendedTrustManager)
            .map(X509ExtendedTrustManager.class::cast)
            .findFirst()
            .orElseThrow(() -> new CertificateException("the platform checks no certificates"));
      } catch (CertificateException e) {
        throw e;
      } catch (GeneralSecurityException | IOException e) {
        throw new CertificateException("the certificate store cannot be read", e);
      }
    }
  }
}
