import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a registry and misbehaves as it is told.
 *
 * <pre>
 * java FaultProxy.java HOST:PORT                 # prints the port that it listens at
 * curl -d FAULT http://127.0.0.1:PORT/fault      # from now on
 * curl http://127.0.0.1:PORT/fault               # how many requests met a fault since
 * </pre>
 *
 * A fault is {@code none}, {@code hang} (the request is read and never answered), {@code die=N} (the process ends at the
 * next request after N blobs were uploaded and acknowledged), or a status that is answered, with {@code +SECONDS} behind
 * it for a Retry-After. With {@code write-} before it, it meets only requests that write.
 */
public final class FaultProxy {
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");
  /** Of the connection and not of the message, or set by the client itself. */
  private static final Set<String> NOT_PASSED = Set.of("connection", "content-length", "transfer-encoding", "date",
      "expect", "upgrade", "keep-alive");

  private static final AtomicInteger met = new AtomicInteger();
  /** Blobs that the registry has taken, and as many permits as there are of them whose client was told so. */
  private static final AtomicInteger uploaded = new AtomicInteger();
  private static final Semaphore acknowledged = new Semaphore(0);
  private static volatile String fault = "none";

  private FaultProxy() {}

  public static void main(String[] args) throws Exception {
    // The registry makes the addresses of uploads from the Host header; they have to lead here.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/fault", FaultProxy::control);
    server.createContext("/", exchange -> serve(exchange, client, args[0]));
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static void control(HttpExchange exchange) throws IOException {
    String told = new String(exchange.getRequestBody().readAllBytes()).strip();
    if (!told.isEmpty()) {
      fault = told;
      met.set(0);
      uploaded.set(0);
      acknowledged.drainPermits();
    }
    byte[] answer = (met.get() + "\n").getBytes();
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static void serve(HttpExchange exchange, HttpClient client, String to) throws IOException {
    String now = fault;
    boolean writes = WRITES.contains(exchange.getRequestMethod());
    if (now.startsWith("write-")) {
      now = writes ? now.substring("write-".length()) : "none";
    }
    try {
      if (now.equals("none")) {
        pass(exchange, client, to);
      } else if (now.equals("hang")) {
        met.incrementAndGet();
        new CountDownLatch(1).await();
      } else if (now.startsWith("die=")) {
        int blobs = Integer.parseInt(now.substring(4));
        if (uploaded.get() >= blobs) {
          acknowledged.acquire(blobs);
          Runtime.getRuntime().halt(1);
        }
        pass(exchange, client, to);
      } else {
        met.incrementAndGet();
        answer(exchange, now);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private static void answer(HttpExchange exchange, String status) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String[] parts = status.split("\\+", 2);
    Headers headers = exchange.getResponseHeaders();
    if (parts.length > 1) {
      headers.set("Retry-After", parts[1]);
    }
    if (parts[0].equals("401")) {
      headers.set("WWW-Authenticate", "Basic realm=\"faults\"");
    }
    exchange.sendResponseHeaders(Integer.parseInt(parts[0]), -1);
  }

  private static void pass(HttpExchange exchange, HttpClient client, String to)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + to + exchange.getRequestURI()));
    exchange.getRequestHeaders().forEach((name, values) -> {
      if (!NOT_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
        values.forEach(value -> request.header(name, value));
      }
    });
    String method = exchange.getRequestMethod();
    HttpResponse<InputStream> response =
        client.send(request.method(method, body(exchange)).build(), BodyHandlers.ofInputStream());
    for (Map.Entry<String, java.util.List<String>> header : response.headers().map().entrySet()) {
      if (!NOT_PASSED.contains(header.getKey()) || (method.equals("HEAD") && header.getKey().equals("content-length"))) {
        exchange.getResponseHeaders().put(header.getKey(), header.getValue());
      }
    }
    long length = response.headers().firstValueAsLong("content-length").orElse(0);
    boolean empty = method.equals("HEAD") || response.statusCode() == 204
        || (length == 0 && response.headers().firstValue("transfer-encoding").isEmpty());
    boolean blob = method.equals("PUT") && response.statusCode() == 201
        && exchange.getRequestURI().getPath().contains("/blobs/");
    if (blob) {
      uploaded.incrementAndGet(); // before the answer: whatever the client asks next counts as after it
    }
    exchange.sendResponseHeaders(response.statusCode(), empty ? -1 : length);
    try (InputStream body = response.body()) {
      if (!empty) {
        body.transferTo(exchange.getResponseBody());
      }
    }
    if (blob) {
      acknowledged.release();
    }
  }

  private static BodyPublisher body(HttpExchange exchange) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length == null && exchange.getRequestHeaders().getFirst("Transfer-Encoding") == null
        || "0".equals(length)) {
      return BodyPublishers.noBody();
    }
    BodyPublisher stream = BodyPublishers.ofInputStream(exchange::getRequestBody);
    return length == null ? stream : BodyPublishers.fromPublisher(stream, Long.parseLong(length));
  }
}
