package io.github.cacheferry.serve;

import io.github.cacheferry.testing.MovableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server in a test, with clients of it, all closed at the test's end. */
final class Served implements AutoCloseable {
  static final String MAIN = "refs/heads/main";

  final MovableClock clock = new MovableClock();
  final Path directory;
  private final UnaryOperator<ActionsCacheConfig.Builder> settings;
  private final List<ServiceClient> clients = new ArrayList<>();
  private ActionsCacheServer server;

  private Served(Path directory, UnaryOperator<ActionsCacheConfig.Builder> settings)
      throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.server = begin();
  }

  static Served in(Path directory) throws IOException {
    return new Served(directory, config -> config);
  }

  static Served in(Path directory, UnaryOperator<ActionsCacheConfig.Builder> settings)
      throws IOException {
    return new Served(directory, settings);
  }

  private ActionsCacheServer begin() throws IOException {
    int port = server == null ? 0 : server.url().getPort();
    ActionsCacheConfig.Builder config = ActionsCacheConfig.in(directory).clock(clock).port(port);
    return ActionsCacheServer.start(settings.apply(config).build());
  }

  /** Stops the server and starts another at the same port in the same directory. */
  void restart() throws IOException {
    clients.forEach(ServiceClient::close);
    server.close();
    server = begin();
  }

  ActionsCacheServer server() {
    return server;
  }

  TokenForge token() {
    return TokenForge.token()
        .valid(clock.instant().minusSeconds(5), clock.instant().plusSeconds(21_600));
  }

  /** A client that reads and writes one scope. */
  ServiceClient client(String scope) {
    return client(token().grant(scope, TokenForge.READ_WRITE).unsigned(), "");
  }

  /** A client of the default branch. */
  ServiceClient main() {
    return client(MAIN);
  }

  /** A client with a token, which speaks to the server below a path. */
  ServiceClient client(String token, String path) {
    var client = new ServiceClient(server.url() + path, token);
    clients.add(client);
    return client;
  }

  @Override
  public void close() throws IOException {
    clients.forEach(ServiceClient::close);
    server.close();
  }
}
