package io.github.cacheferry.cli;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.output.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A run for the launcher's class-data archive: it does what commands do, on a small cache and on a
 * registry in this process that has nothing, so that the JVM sees the classes that they need.
 */
final class Training {
  private static final byte[] NOT_FOUND =
      "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private Training() {}

  /** Takes a layout to read and a directory to write to. */
  public static void main(String[] arguments) throws IOException {
    String sample = "type=local,src=" + arguments[0];
    String copy = arguments[1] + "/copy";
    Signals signals = Signals.install();
    try (var nothing = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      var server = new Thread(() -> serve(nothing), "nothing");
      server.setDaemon(true);
      server.start();
      String reference = "127.0.0.1:" + nothing.getLocalPort() + "/sample:cache";
      run(signals, "--help");
      run(signals, "inspect", sample);
      run(signals, "verify", sample, "-o", "json");
      run(
          signals,
          "migrate",
          "--cache-from",
          sample,
          "--cache-to",
          "type=local,dest=" + copy,
          "-o",
          "json");
      run(signals, "import", "--cache-from", reference, "--cache-from", sample, "--dir", copy);
      run(signals, "export", "--dir", copy, "--cache-to", reference, "--time-budget", "2s");
    }
    signals.ended();
    System.exit(0);
  }

  private static void run(Signals signals, String... arguments) {
    var unseen = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Main.run(arguments, new Console(unseen, unseen, new Redactor()), signals);
  }

  private static void serve(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        while (readHead(client.getInputStream())) {
          client.getOutputStream().write(NOT_FOUND);
        }
      } catch (IOException e) {
        // A client that went away; or all is over, and the loop ends.
      }
    }
  }

  /** Reads up to the empty line; false at the end of the connection. */
  private static boolean readHead(InputStream in) throws IOException {
    int matched = 0;
    while (matched < END_OF_HEAD.length) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      matched = next == END_OF_HEAD[matched] ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return true;
  }
}
