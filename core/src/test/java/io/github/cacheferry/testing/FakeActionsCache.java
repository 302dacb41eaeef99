package io.github.cacheferry.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.cacheferry.serve.ActionsCacheConfig;
import io.github.cacheferry.serve.ActionsCacheServer;
import io.github.cacheferry.serve.TokenForge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cache service of GitHub Actions on loopback that can be told to misbehave: the real server
 * behind a proxy with faults. All URLs that it hands out lead through the proxy. A fault applies to
 * requests whose line, as {@code "POST /twirp/…/CreateCacheEntry"} with the query at its end, has
 * the given text in it; of several faults the first that is not used up.
 */
public final class FakeActionsCache implements AutoCloseable {
  private final MovableClock clock = new MovableClock();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private final List<CacheFault> faults = new CopyOnWriteArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "fake-actions-cache");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpServer proxy;
  private final ActionsCacheServer server;
  private final Forwarding forwarding;

  private FakeActionsCache(Path directory) throws IOException {
    proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server =
        ActionsCacheServer.start(
            ActionsCacheConfig.in(directory).externalUrl(url()).clock(clock).build());
    forwarding = new Forwarding(server.url());
    proxy.setExecutor(threads);
    proxy.createContext("/", this::handle);
    proxy.start();
  }

  /** Starts one that keeps its entries in this directory. */
  public static FakeActionsCache start(Path directory) throws IOException {
    return new FakeActionsCache(directory);
  }

  /** The base URL for both versions, with a slash at its end. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + proxy.getAddress().getPort() + "/");
  }

  /** A token that reads and writes {@code refs/heads/main}. */
  public String token() {
    return forge().grant("refs/heads/main", TokenForge.READ_WRITE).unsigned();
  }

  /** A token to be filled, in the time of the service. */
  public TokenForge forge() {
    return TokenForge.token()
        .valid(clock.instant().minusSeconds(60), clock.instant().plus(Duration.ofHours(6)));
  }

  /** The server behind the proxy. */
  public ActionsCacheServer server() {
    return server;
  }

  /** The time of the service, by which tokens, URLs and reservations expire. */
  public MovableClock clock() {
    return clock;
  }

  /** The lines of all requests so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** How many requests so far had this in their line. */
  public long count(String text) {
    return requests.stream().filter(line -> line.contains(text)).count();
  }

  /**
   * How many connections were broken off so far: a body may be too short for the place where it was
   * to be cut.
   */
  public int cuts() {
    return cuts.get();
  }

  /** Forgets what it was told to do wrong. */
  public void behave() {
    faults.clear();
  }

  /** Answers 429 this many times; a negative time leaves out {@code Retry-After}. */
  public void throttle(String text, int times, Duration retryAfter) {
    faults.add(new CacheFault(text, times, CacheFault.throttled(retryAfter)));
  }

  /** Answers this status, with an error in the dialect of what was asked, this many times. */
  public void fail(String text, int status, int times) {
    faults.add(new CacheFault(text, times, CacheFault.status(status)));
  }

  /** Breaks off answers after so many bytes of their body. */
  public void cutAnswers(String text, long bytes, int times) {
    faults.add(new CacheFault(text, times, CacheFault.cutAnswer(bytes)));
  }

  /** Breaks off the connection after so many bytes of the request's body. */
  public void cutRequests(String text, int bytes, int times) {
    faults.add(new CacheFault(text, times, CacheFault.cutRequest(bytes)));
  }

  /** Takes signed URLs for expired this many times. */
  public void expireUrls(String text, int times) {
    faults.add(new CacheFault(text, times, CacheFault.expired()));
  }

  /** Lets requests take effect, but closes the connection instead of answering. */
  public void loseAnswers(String text, int times) {
    faults.add(new CacheFault(text, times, CacheFault.lostAnswer()));
  }

  /** Answers requests for a range with everything, 200 and no length, for good. */
  public void ignoreRanges() {
    faults.add(new CacheFault("GET ", Integer.MAX_VALUE, CacheFault.withoutRange()));
  }

  /** Lets nobody make entries any more, whatever their token says. */
  public void denyWrites() {
    faults.add(new CacheFault("CreateCacheEntry", Integer.MAX_VALUE, CacheFault.writeDenied(200)));
    faults.add(new CacheFault("POST /_apis/", Integer.MAX_VALUE, CacheFault.writeDenied(403)));
  }

  private void handle(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(line);
    try (exchange) {
      for (CacheFault fault : faults) {
        if (fault.takes(line)) {
          misbehave(fault, exchange);
          return;
        }
      }
      forwarding.pass(exchange);
    }
  }

  private void misbehave(CacheFault fault, HttpExchange exchange) throws IOException {
    try {
      fault.action().apply(exchange, forwarding);
    } catch (Forwarding.Cut e) {
      cuts.incrementAndGet();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    proxy.stop(0);
    threads.shutdownNow();
    forwarding.close();
    server.close();
  }
}
