package io.github.cacheferry.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that tells plain text to use TLS, as Go's do, and closes on whoever does. */
final class PickyServer implements AutoCloseable {
  /** The first byte of a TLS connection. */
  static final int CLIENT_HELLO = 0x16;

  private static final String HINT =
      "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Integer> firstBytes = new CopyOnWriteArrayList<>();

  PickyServer() throws IOException {
    var thread = new Thread(this::serve, "picky-server");
    thread.setDaemon(true);
    thread.start();
  }

  String host() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** The first byte of each connection. */
  List<Integer> firstBytes() {
    return firstBytes;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        int first = connection.getInputStream().read();
        firstBytes.add(first);
        if (first != CLIENT_HELLO) {
          connection.getOutputStream().write(HINT.getBytes(StandardCharsets.US_ASCII));
          connection.shutdownOutput();
          connection.getInputStream().readAllBytes();
        }
      } catch (IOException e) {
        continue; // the client has had enough, or the test is over
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
