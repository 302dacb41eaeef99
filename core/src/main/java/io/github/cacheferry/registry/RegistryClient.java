package io.github.cacheferry.registry;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.Retry;
import io.github.cacheferry.http.TlsSettings;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One repository of a registry. It never pings: what the registry wants to be shown is learned from
 * its first refusal. Safe for use by many threads; close it to cancel what was begun and not used
 * and to close its connections.
 */
public final class RegistryClient implements AutoCloseable {
  private static final Path DOCKER_CERTIFICATES = Path.of("/etc/docker/certs.d");

  private final RegistryReference reference;
  private final HttpTransport transport;
  private final Exchange exchange;
  private final Uploads uploads;
  private final Scopes scopes;
  private final RunContext context;

  private RegistryClient(
      RegistryReference reference,
      HttpTransport transport,
      Exchange exchange,
      Scopes scopes,
      RunContext context) {
    this.reference = reference;
    this.transport = transport;
    this.exchange = exchange;
    this.uploads = new Uploads(exchange, reference);
    this.scopes = scopes;
    this.context = context;
  }

  /** Reading only, or writing too: what tokens are asked for. */
  public enum Use {
    PULL,
    PUSH
  }

  /**
   * A client of the repository. Nothing is asked yet.
   *
   * @param insecure whether certificates are not checked and plain text will do
   */
  public static RegistryClient open(
      RegistryReference reference, Use use, boolean insecure, RunContext context)
      throws IOException {
    return open(reference, use, insecure, context, Retry.of(context), DOCKER_CERTIFICATES);
  }

  static RegistryClient open(
      RegistryReference reference,
      Use use,
      boolean insecure,
      RunContext context,
      Retry retry,
      Path certificates)
      throws IOException {
    Path directory = certificates.resolve(reference.apiHost());
    TlsSettings tls = TlsSettings.of(context).withDirectory(directory);
    ApiBase api = ApiBase.of(reference.apiHost(), insecure, Files.isDirectory(directory));
    HttpTransport transport = HttpTransport.open(context, insecure ? tls.unverified() : tls);
    if (api.candidates().get(0).isHttps()) {
      transport.expectTls();
    }
    var credentials = new DockerCredentials(reference, context);
    var auth =
        new RegistryAuth(transport, retry, credentials, context.redactor(), InstantSource.system());
    var report = new FailureReport(reference, context.redactor());
    var exchange = new Exchange(transport, retry, api, auth, report, !insecure);
    Scopes scopes =
        use == Use.PUSH ? Scopes.push(reference.repository()) : Scopes.pull(reference.repository());
    return new RegistryClient(reference, transport, exchange, scopes, context);
  }

  /** What the client was opened for. */
  public RegistryReference reference() {
    return reference;
  }

  /** What has been shown to the registry and where it was found; empty if it asked for nothing. */
  public Optional<String> credentials() {
    return exchange.credentials();
  }

  /** The manifest that the reference names, checked; empty if there is none. */
  public Optional<RawDocument> manifest() throws CacheException {
    return exchange.call(new ManifestGet(reference), scopes);
  }

  /** A blob of the repository; whether it is there is not asked. */
  public BlobSource blob(Descriptor blob) {
    return new RegistryBlob(exchange, reference, blob, scopes);
  }

  /** The bytes of a small blob, checked. */
  public byte[] bytes(Descriptor blob) throws IOException {
    try (InputStream in = blob(blob).openVerified()) {
      return in.readAllBytes();
    }
  }

  /** Which of these blobs the repository does not hold, asked for many at once. */
  public Set<Digest> absent(Collection<Descriptor> blobs) throws IOException {
    var distinct = new LinkedHashSet<Digest>();
    blobs.forEach(blob -> distinct.add(blob.digest()));
    return Fanout.filter(
        distinct, blob -> !exchange.call(new BlobHead(reference.repository(), blob), scopes));
  }

  /**
   * Finds out whether blobs may be pushed, by beginning to push this one. The upload is used when
   * the blob is pushed, so that asking costs nothing.
   *
   * @throws CacheException if the registry cannot be asked
   */
  public WriteAccess access(Descriptor first) throws IOException {
    try {
      uploads.prepare(first);
      return new WriteAccess.Writable();
    } catch (CacheException.Denied e) {
      String advice = e.problem().advice();
      return new WriteAccess.ReadOnly(
          e.problem().reason() + (advice.isEmpty() ? "" : ". " + advice));
    }
  }

  /** Stores a blob: mounts it if the registry has it, else sends it. */
  public Put push(BlobSource source, ByteCount progress) throws IOException {
    return uploads.push(source, progress);
  }

  /** Writes the manifest that the reference's tag is to name. */
  public Digest publish(RawDocument manifest) throws CacheException {
    return exchange.call(new ManifestPut(reference, manifest), scopes);
  }

  @Override
  public void close() {
    try {
      if (context.cancellation().reason().isEmpty()) {
        uploads.cancel();
      }
    } catch (IOException e) {
      // The registry forgets unfinished uploads by itself, if later.
      System.getLogger(RegistryClient.class.getName())
          .log(System.Logger.Level.DEBUG, "an upload was not cancelled", e);
    } finally {
      transport.close();
    }
  }
}
