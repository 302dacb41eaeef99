package io.github.cacheferry.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A registry in memory, on a loopback port, that behaves like Docker distribution 2.8 and can be
 * told to misbehave. It logs every request that it gets. Safe for use by many threads.
 */
public final class FakeRegistry implements AutoCloseable {
  static {
    // Otherwise every answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final Pattern INDEX_ENTRY =
      Pattern.compile(
          "\"mediaType\":\"([^\"]+)\",\"digest\":\"(sha256:[0-9a-f]{64})\"[^{}]*"
              + "\\{[^{}]*\"org.opencontainers.image.ref.name\":\"([^\"]+)\"");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(FakeRegistry::daemon);
  private final FakeContents contents = new FakeContents();
  private final FakeUploads uploads = new FakeUploads();
  private final FakeAuth auth = new FakeAuth();
  private final FakeFaults faults = new FakeFaults();
  private final FakeStorage storage;
  private final FakeRoutes routes;
  private final List<LoggedRequest> log = Collections.synchronizedList(new ArrayList<>());
  private final boolean tls;

  private FakeRegistry(HttpServer server, boolean tls) throws IOException {
    this.server = server;
    this.tls = tls;
    this.storage = new FakeStorage(contents, threads);
    this.routes = new FakeRoutes(contents, uploads, storage);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** A registry that speaks plain HTTP. */
  public static FakeRegistry start() {
    try {
      return new FakeRegistry(HttpServer.create(anyPort(), 256), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A registry that speaks TLS with the context's certificate. */
  public static FakeRegistry startTls(SSLContext context) {
    try {
      HttpsServer server = HttpsServer.create(anyPort(), 256);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      return new FakeRegistry(server, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Its host and port, as in a reference. */
  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The base of its URLs. */
  public String url() {
    return (tls ? "https://" : "http://") + host();
  }

  /** A reference to something in it: {@code 127.0.0.1:1234/app:cache}. */
  public String reference(String repositoryAndTag) {
    return host() + "/" + repositoryAndTag;
  }

  // ---- what it holds

  /** Stores a blob. */
  public Digest putBlob(String repository, byte[] bytes) {
    return contents.putBlob(repository, bytes);
  }

  /** Removes a blob. */
  public void removeBlob(String repository, Digest blob) {
    contents.removeBlob(repository, blob);
  }

  /** The blobs of the repository. */
  public java.util.Map<Digest, byte[]> blobs(String repository) {
    return contents.blobs(repository);
  }

  /** Stores a manifest under the tag and its digest. */
  public Digest putManifest(String repository, String tag, String mediaType, byte[] bytes) {
    return contents.putManifest(repository, tag, mediaType, bytes);
  }

  /** The bytes of the manifest that the tag or digest names. */
  public java.util.Optional<byte[]> manifest(String repository, String qualifier) {
    return contents.manifest(repository, qualifier).map(FakeContents.Manifest::bytes);
  }

  /** Stores what an OCI layout holds, under the layout's tags. */
  public void load(String repository, Path layout) {
    try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
      for (Path blob : (Iterable<Path>) blobs::iterator) {
        putBlob(repository, Files.readAllBytes(blob));
      }
      Matcher entry = INDEX_ENTRY.matcher(Files.readString(layout.resolve("index.json")));
      while (entry.find()) {
        byte[] manifest = contents.blobs(repository).get(Digest.parse(entry.group(2)));
        putManifest(repository, entry.group(3), entry.group(1), manifest);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- how it behaves

  /** What it wants to be shown. */
  public FakeAuth auth() {
    return auth;
  }

  /** The server that it redirects to for blobs, when told so. */
  public FakeStorage storage() {
    return storage;
  }

  /** What it does differently from distribution. */
  public FakeRoutes.Manners manners() {
    return routes.manners();
  }

  /**
   * Has the next requests fail.
   *
   * @param request a regular expression for the method and the path with its query, as in {@code
   *     "PUT /v2/app/blobs/.*"}
   */
  public void fail(int times, String request, Fault fault) {
    faults.add(times, request, fault);
  }

  /** Forgets the faults that have not happened. */
  public void heal() {
    faults.clear();
  }

  // ---- what it was asked

  /** The requests, oldest first. */
  public List<LoggedRequest> requests() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /** How many requests fit the regular expression for the method and the path with its query. */
  public long count(String request) {
    Pattern pattern = Pattern.compile(request);
    return requests().stream().filter(r -> pattern.matcher(r.line()).matches()).count();
  }

  /** Forgets the requests. */
  public void clearLog() {
    log.clear();
  }

  /** The uploads that were begun and neither ended nor cancelled. */
  public int openUploads() {
    return uploads.open();
  }

  @Override
  public void close() {
    server.stop(0);
    storage.close();
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    LoggedRequest request = LoggedRequest.of(exchange);
    log.add(request);
    Fault fault = faults.next(request.line());
    if (fault instanceof Fault.CutRequest cut) {
      byte[] arrived = exchange.getRequestBody().readNBytes(cut.after());
      uploads.arrived(request.path(), arrived);
      exchange.close();
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    FakeReply reply =
        fault instanceof Fault.Status status
            ? FakeReply.of(status)
            : auth.refusal(request, body, url()).orElseGet(() -> routes.answer(request, body));
    reply.send(exchange, fault);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "fake-registry");
    thread.setDaemon(true);
    return thread;
  }
}
