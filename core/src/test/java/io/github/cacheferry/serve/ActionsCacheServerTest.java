package io.github.cacheferry.serve;

import static io.github.cacheferry.serve.ServiceClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.serve.ServiceClient.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ActionsCacheServerTest {
  @TempDir Path directory;

  private static <T> List<T> together(List<Callable<T>> calls)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      var results = new ArrayList<T>();
      for (Future<T> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anAddressOfTheNetworkNeedsASecret() throws IOException {
    var everywhere = new InetSocketAddress("0.0.0.0", 0);
    assertThatThrownBy(() -> Served.in(directory, config -> config.bind(everywhere)))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("Set a secret");
    assertThatThrownBy(() -> Served.in(directory, config -> config.bind(everywhere).secret("")))
        .isInstanceOf(CacheException.Usage.class);
    ActionsCacheConfig config =
        ActionsCacheConfig.in(directory).bind(everywhere).secret("some secret").build();
    assertThat(config.toString()).doesNotContain("some secret");
    try (ActionsCacheServer server = ActionsCacheServer.start(config)) {
      String url = "http://127.0.0.1:" + server.url().getPort() + "/";
      TokenForge token = TokenForge.token().grant(Served.MAIN, TokenForge.READ_WRITE);
      try (ServiceClient client = new ServiceClient(url, token.signed("some secret"))) {
        client.save("k", "x");
        assertThat(client.as(token.unsigned()).find("k").status()).isEqualTo(401);
      }
    }
  }

  @Test
  void aPortInUseIsSaid() throws IOException {
    try (Served served = Served.in(directory.resolve("a"))) {
      int port = served.server().url().getPort();
      assertThatThrownBy(() -> Served.in(directory.resolve("b"), config -> config.port(port)))
          .isInstanceOf(CacheException.Unavailable.class)
          .hasMessageContaining("Choose another port");
    }
  }

  @Test
  void urlsFollowTheHostOfTheRequestOrTheExternalOne() throws IOException {
    try (Served served = Served.in(directory.resolve("a"))) {
      ServiceClient main = served.main();
      main.save("k", "x");
      URI byName = URI.create("http://localhost:" + served.server().url().getPort() + "/");
      try (ServiceClient client = new ServiceClient(byName.toString(), token(served))) {
        assertThat(client.find("k").field("signed_download_url")).startsWith(byName + "cache");
      }
      Request strange =
          new Request.Builder()
              .url(served.server().url() + "twirp/x/CreateCacheEntry")
              .header("Host", "evil\"host")
              .build();
      assertThat(main.send(strange).status()).isEqualTo(400);
    }
    URI external = URI.create("https://cache.example/some/path/");
    try (Served served = Served.in(directory.resolve("b"), c -> c.externalUrl(external))) {
      assertThat(served.main().create("k").field("signed_upload_url"))
          .startsWith("https://cache.example/some/path/cacheferry/actions-cache/");
    }
  }

  private static String token(Served served) {
    return served.token().grant(Served.MAIN, TokenForge.READ_WRITE).unsigned();
  }

  @Test
  void aReadOnlyServerSaysThatTokensAreReadOnly() throws IOException {
    try (Served served = Served.in(directory, config -> config.readOnly(true))) {
      assertThat(served.main().create("k").field("message")).startsWith("cache write denied:");
      assertThat(served.main().reserve("k").status()).isEqualTo(403);
    }
  }

  @Test
  void ofManyThatReserveOneKeyOneGetsIt() throws Exception {
    try (Served served = Served.in(directory)) {
      ServiceClient main = served.main();
      List<Callable<Integer>> calls =
          IntStream.range(0, 16)
              .<Callable<Integer>>mapToObj(i -> () -> main.create("k").status())
              .toList();
      assertThat(together(calls)).containsOnlyOnce(200).contains(409).hasSize(16);
    }
  }

  @Test
  void manyBlocksAndManyEntriesComeAtOnce() throws Exception {
    try (Served served = Served.in(directory)) {
      ServiceClient main = served.main();
      List<Callable<Boolean>> calls =
          IntStream.range(0, 12)
              .<Callable<Boolean>>mapToObj(i -> () -> saveInBlocks(main, i))
              .toList();
      assertThat(together(calls)).containsOnly(true);
      assertThat(served.server().entries("")).hasSize(12);
    }
  }

  private static boolean saveInBlocks(ServiceClient client, int seed) throws Exception {
    String url = client.create("k" + seed).field("signed_upload_url");
    var calls = new ArrayList<Callable<Reply>>();
    for (int i = 0; i < 4; i++) {
      String id = "block" + i;
      byte[] part = bytes(50_000, seed + i);
      calls.add(() -> client.putBlock(url, id, part));
    }
    together(calls);
    client.putBlockList(url, "block3", "block2", "block1", "block0");
    client.finish("k" + seed, 200_000);
    String body = client.get(client.find("k" + seed).field("signed_download_url")).body();
    var expected = new StringBuilder();
    for (int i = 3; i >= 0; i--) {
      expected.append(new String(bytes(50_000, seed + i), StandardCharsets.UTF_8));
    }
    return body.contentEquals(expected);
  }

  @Test
  void anUploadThatIsCutLeavesNothing() throws IOException {
    try (Served served = Served.in(directory)) {
      ServiceClient main = served.main();
      String url = main.create("k").field("signed_upload_url");
      try (Socket socket = connect(served)) {
        String path = url.replaceFirst("http://[^/]+", "");
        send(
            socket,
            "PUT "
                + path
                + " HTTP/1.1\r\nHost: x\r\nx-ms-blob-type: BlockBlob\r\n"
                + "Content-Length: 10\r\n\r\nhalf");
        socket.shutdownOutput();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(main.finish("k", 4).status()).isEqualTo(404);
      assertThat(main.finish("k", 10).status()).isEqualTo(404);
      String id = main.reserve("other").field("cacheId");
      try (Socket socket = connect(served)) {
        send(
            socket,
            "PATCH /_apis/artifactcache/caches/"
                + id
                + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                + "Bearer "
                + token(served)
                + "\r\nContent-Range: bytes 0-9/*\r\n"
                + "Content-Length: 10\r\n\r\nhalf");
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      }
      assertThat(main.rest("POST", "caches/" + id, "{\"size\":4}").status()).isEqualTo(400);
    }
  }

  @Test
  void aClientThatRestsIsLetGo() throws IOException {
    try (Served served =
        Served.in(directory, config -> config.idleConnection(Duration.ofSeconds(2)))) {
      String url = served.main().create("k").field("signed_upload_url");
      String path = url.replaceFirst("http://[^/]+", "");
      for (String request :
          List.of(
              "POST /twirp",
              "PUT "
                  + path
                  + " HTTP/1.1\r\nHost: x\r\nx-ms-blob-type: BlockBlob\r\n"
                  + "Content-Length: 10\r\n\r\nhalf")) {
        try (Socket socket = connect(served)) {
          send(socket, request);
          InputStream in = socket.getInputStream();
          assertThat(in.read()).isEqualTo(-1);
        }
      }
      assertThat(served.main().create("other").status()).isEqualTo(200);
    }
  }

  private static Socket connect(Served served) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), served.server().url().getPort());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
