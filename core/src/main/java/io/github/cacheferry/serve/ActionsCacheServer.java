package io.github.cacheferry.serve;

import com.sun.net.httpserver.HttpServer;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A running server of the Actions cache, both versions, over a directory. It serves from {@link
 * #start} until it is closed; its threads are daemons, so they keep no process alive.
 */
public final class ActionsCacheServer implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";
  private static final Duration SWEEP = Duration.ofSeconds(15);

  private final Home home;
  private final CacheStore store;
  private final Workers workers;
  private final HttpServer http;

  private ActionsCacheServer(Home home, CacheStore store, Workers workers, HttpServer http) {
    this.home = home;
    this.store = store;
    this.workers = workers;
    this.http = http;
  }

  /**
   * Starts a server.
   *
   * @throws CacheException.Usage if it would be open to others than this host without a secret
   * @throws CacheException.Unavailable if the address or the directory is in use
   */
  public static ActionsCacheServer start(ActionsCacheConfig config) throws IOException {
    checkBind(config);
    Home home = Home.open(config.directory());
    boolean started = false;
    try {
      ActionsCacheServer server = start(config, home);
      started = true;
      return server;
    } finally {
      if (!started) {
        home.close();
      }
    }
  }

  private static ActionsCacheServer start(ActionsCacheConfig config, Home home) throws IOException {
    CacheStore store = CacheStore.open(config);
    var urls = new SignedUrls(new Hmac(Home.key(config.directory())), config.clock());
    HttpServer http = listen(config.bind());
    var workers = new Workers(config.idleConnection());
    workers.every(SWEEP, store::sweep);
    http.setExecutor(workers);
    http.createContext("/", new Router(store, urls, config));
    http.start();
    return new ActionsCacheServer(home, store, workers, http);
  }

  private static void checkBind(ActionsCacheConfig config) throws CacheException.Usage {
    InetAddress address = config.bind().getAddress();
    boolean local = address != null && address.isLoopbackAddress();
    if (!local && config.secret().filter(secret -> !secret.isEmpty()).isEmpty()) {
      throw new CacheException.Usage(
          Problem.of(
                  "serve the Actions cache",
                  config.bind().getHostString() + ":" + config.bind().getPort(),
                  "anybody who reaches this address could read and write")
              .advise(
                  "Set a secret that tokens must be signed with (--token-secret-file), or bind to 127.0.0.1."));
    }
  }

  private static HttpServer listen(InetSocketAddress address) throws IOException {
    // The JDK's server writes head and body of an answer apart, and reads only from here, and once,
    // whether it may send the second before the client has acknowledged the first: 44 ms a request
    // without, 1 ms with it.
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
    try {
      return HttpServer.create(address, BACKLOG);
    } catch (BindException e) {
      throw new CacheException.Unavailable(
          Problem.of("listen", address.toString(), String.valueOf(e.getMessage()))
              .advise("Choose another port."),
          e);
    }
  }

  /** The URL of the server, with a slash at its end. */
  public URI url() {
    InetSocketAddress address = http.getAddress();
    String host = address.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/");
  }

  /** The entries of all scopes that begin with this, the least recently used first. */
  public List<StoredEntry> entries(String scopePrefix) {
    return store.entries().stream()
        .filter(each -> each.entry().name().scope().startsWith(scopePrefix))
        .map(ActionsCacheServer::stored)
        .toList();
  }

  private static StoredEntry stored(Catalog.Used used) {
    Entry entry = used.entry();
    EntryName name = entry.name();
    return new StoredEntry(
        entry.id(),
        name.repository(),
        name.scope(),
        name.version(),
        name.key(),
        entry.size(),
        entry.created(),
        used.accessed());
  }

  /** Lets running requests end for a few seconds, then stops. */
  @Override
  public void close() throws IOException {
    workers.close();
    http.stop(0);
    home.close();
  }
}
