package io.github.cacheferry.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/**
 * The storage that a fake registry redirects to for blobs: another server, with signed addresses
 * that can expire.
 */
public final class FakeStorage {
  private final FakeContents contents;
  private final HttpServer server;
  private final List<LoggedRequest> log = Collections.synchronizedList(new ArrayList<>());
  private final FakeFaults faults = new FakeFaults();
  private volatile int signature = 1;
  private volatile boolean used;

  FakeStorage(FakeContents contents, ExecutorService threads) throws IOException {
    this.contents = contents;
    this.server = HttpServer.create(FakeRegistry.anyPort(), 256);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Has the registry redirect here from now on. */
  public void use() {
    used = true;
  }

  /** Makes every address that was given out worthless. */
  public void expire() {
    signature++;
  }

  /** Has the next requests fail, as with {@link FakeRegistry#fail}. */
  public void fail(int times, String request, Fault fault) {
    faults.add(times, request, fault);
  }

  /** The requests, oldest first. */
  public List<LoggedRequest> requests() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  boolean isUsed() {
    return used;
  }

  String address(Digest blob) {
    return "http://127.0.0.1:"
        + server.getAddress().getPort()
        + "/storage/"
        + blob.hex()
        + "?sig=signature-"
        + signature;
  }

  void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    LoggedRequest request = LoggedRequest.of(exchange);
    log.add(request);
    Fault fault = faults.next(request.line());
    boolean valid = request.query().equals("sig=signature-" + signature);
    boolean leak = request.header("authorization").isPresent();
    FakeReply reply = FakeReply.of(leak ? 400 : 403);
    if (fault instanceof Fault.Status status) {
      reply = FakeReply.of(status);
    } else if (valid && !leak) {
      var blob = contents.blob(new Digest(request.path().substring("/storage/".length())));
      reply =
          blob.map(bytes -> FakeRoutes.bytes(request, bytes, Map.of(), false))
              .orElse(FakeReply.of(404));
    }
    reply.send(exchange, fault);
  }
}
