package io.github.cacheferry.actions;

import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.UnexpectedStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The three steps by which Azure Blob Storage takes a block blob at a signed address. Block names
 * have the toolkit's form of 48 bytes, a UUID and twelve digits: there are servers that take no
 * other and order the blocks by the digits.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/put-block">Put Block</a>
 */
final class BlockBlob {
  static final MediaType OCTETS = MediaType.get("application/octet-stream");
  private static final MediaType XML = MediaType.get("application/xml; charset=utf-8");

  private final HttpTransport transport;
  private final HttpUrl url;
  private final String name = UUID.randomUUID().toString();

  BlockBlob(HttpTransport transport, HttpUrl url) {
    this.transport = transport;
    this.url = url;
  }

  /** Put Blob: everything at once. */
  void put(RequestBody body) throws IOException {
    send(new Request.Builder().url(url).header("x-ms-blob-type", "BlockBlob").put(body));
  }

  /** Put Block: one part, in any order. */
  void stage(int index, RequestBody body) throws IOException {
    HttpUrl block =
        url.newBuilder()
            .addQueryParameter("comp", "block")
            .addQueryParameter("blockid", id(index))
            .build();
    send(new Request.Builder().url(block).put(body));
  }

  /** Put Block List: the blob is these blocks, from the first to the one before {@code count}. */
  void commit(int count) throws IOException {
    var list = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
    for (int i = 0; i < count; i++) {
      list.append("<Latest>").append(id(i)).append("</Latest>");
    }
    HttpUrl blocks = url.newBuilder().addQueryParameter("comp", "blocklist").build();
    String text = list.append("</BlockList>").toString();
    send(
        new Request.Builder()
            .url(blocks)
            .put(RequestBody.create(text.getBytes(StandardCharsets.UTF_8), XML)));
  }

  private String id(int index) {
    String raw = name + String.format(Locale.ROOT, "%012d", index);
    return Base64.getEncoder().encodeToString(raw.getBytes(StandardCharsets.UTF_8));
  }

  private void send(Request.Builder request) throws IOException {
    try (Response response = transport.execute(request.build())) {
      if (response.code() != 201 && response.code() != 200) {
        throw UnexpectedStatus.of(response);
      }
    }
  }
}
