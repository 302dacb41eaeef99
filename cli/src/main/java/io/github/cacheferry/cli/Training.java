package io.github.cacheferry.cli;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.command.ExitCode;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.serve.ActionsCacheConfig;
import io.github.cacheferry.serve.ActionsCacheServer;
import io.github.cacheferry.serve.TokenForge;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run for the launcher's class-data archive: it does what commands do, on a small cache, on a
 * registry in this process that has nothing and takes everything, and on an Actions cache in this
 * process, so that the JVM sees the classes that they need.
 */
final class Training {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

  private Training() {}

  /** Takes a layout to read and a directory to write to. */
  public static void main(String[] arguments) throws IOException {
    String sample = "type=local,src=" + arguments[0];
    String copy = arguments[1] + "/copy";
    Signals signals = Signals.install();
    runRegistry(signals, sample, copy);
    runBuild(signals, sample, copy);
    runActionsCache(signals, copy, Path.of(arguments[1]).resolve("served"));
    signals.ended(ExitCode.DONE);
    System.exit(0);
  }

  private static void runRegistry(Signals signals, String sample, String copy) throws IOException {
    try (var nothing = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      start(() -> accept(nothing));
      String reference = "127.0.0.1:" + nothing.getLocalPort() + "/sample:cache";
      runAll(signals, sample, copy, reference);
    }
  }

  /** With a file, which is what needs the YAML library. */
  private static void runConfigured(Signals signals, String sample, Path file) throws IOException {
    Files.writeString(
        file, "# all forms\njobs: 8\ncache-from: ['type=local,src=x']\nrun:\n  first: true\n");
    run(signals, Map.of("CACHEFERRY_CONFIG", file.toString()), "inspect", sample);
  }

  private static void runAll(Signals signals, String sample, String copy, String reference)
      throws IOException {
    run(signals, "--help");
    runConfigured(signals, sample, Path.of(copy).resolveSibling("config.yaml"));
    run(signals, "inspect", sample);
    run(signals, "verify", sample, "-o", "json");
    run(signals, "heal", sample);
    run(
        signals,
        "migrate",
        "--cache-from",
        sample,
        "--cache-to",
        "type=local,dest=" + copy,
        "-o",
        "json");
    run(signals, "scope", reference);
    run(signals, "flags", "--dir", copy);
    run(signals, "run", "--print", "--cache-from", reference, "--", "docker", "build", ".");
    run(
        signals,
        "import",
        "--scope",
        "none",
        "--cache-from",
        reference,
        "--cache-from",
        sample,
        "--dir",
        copy);
    run(
        signals,
        "export",
        "--scope",
        "none",
        "--dir",
        copy,
        "--cache-to",
        reference,
        "--time-budget",
        "2s");
  }

  /** Run around a build that is all cached; where no program can be started, it goes without. */
  private static void runBuild(Signals signals, String sample, String copy) throws IOException {
    Path docker = Path.of(copy).resolveSibling("docker");
    Files.writeString(docker, "#!/bin/sh\ntouch '" + copy + "-run/index.json'\n");
    if (docker.toFile().setExecutable(true)) {
      String kept = "type=local,dest=" + copy + "-kept";
      String build = docker.toString();
      run(
          signals,
          "run",
          "--scope",
          "none",
          "--dir",
          copy + "-run",
          "--cache-from",
          sample,
          "--cache-to",
          kept,
          "--",
          build,
          "build",
          ".");
    }
  }

  /** Both sides of the Actions cache: the server's classes are those of {@code serve gha}. */
  private static void runActionsCache(Signals signals, String layout, Path directory)
      throws IOException {
    ActionsCacheConfig config = ActionsCacheConfig.in(directory).build();
    try (ActionsCacheServer server = ActionsCacheServer.start(config)) {
      String token = TokenForge.token().grant("refs/heads/main", TokenForge.READ_WRITE).unsigned();
      String url = server.url().toString();
      String cache = "type=gha,version=2,url=" + url + ",url_v2=" + url + ",token=" + token;
      run(signals, "export", "--scope", "none", "--dir", layout, "--cache-to", cache);
      run(signals, "export", "--dir", layout, "--cache-to", cache + ",pack=true");
      run(signals, "import", "--cache-from", cache, "--dir", directory + "/imported");
    }
  }

  private static void run(Signals signals, String... arguments) {
    run(signals, Map.of("CACHEFERRY_CONFIG", "none"), arguments);
  }

  private static void run(Signals signals, Map<String, String> variables, String... arguments) {
    var unseen = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    // As a step on GitHub it would leave outputs for the job to take for its own.
    var environment = new HashMap<String, String>(System.getenv());
    environment.remove("GITHUB_ACTIONS");
    // What is configured for this user's jobs is not for these runs.
    environment.keySet().removeIf(name -> name.matches("(CACHEFERRY|DAGGER)_.*"));
    environment.putAll(variables);
    int code =
        Main.run(arguments, environment, new Console(unseen, unseen, new Redactor()), signals);
    if (code == ExitCode.USAGE) {
      throw new IllegalStateException("makes no sense: " + String.join(" ", arguments));
    }
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        Socket client = server.accept();
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // The socket was closed: all is over.
    }
  }

  private static void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      for (String head = readHead(client); !head.isEmpty(); head = readHead(client)) {
        client.getInputStream().skipNBytes(length(head));
        client.getOutputStream().write(answer(head));
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private static void start(Runnable work) {
    var thread = new Thread(work, "training");
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes every upload and has nothing. */
  private static byte[] answer(String head) {
    String status =
        head.startsWith("POST")
            ? "202 Accepted\r\nLocation: /v2/sample/blobs/uploads/1"
            : head.startsWith("PUT") ? "201 Created" : "404 Not Found";
    return ("HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static long length(String head) {
    Matcher length = LENGTH.matcher(head);
    return length.find() ? Long.parseLong(length.group(1)) : 0;
  }

  /** Reads up to the empty line; empty at the end of the connection. */
  private static String readHead(Socket client) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = client.getInputStream().read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
