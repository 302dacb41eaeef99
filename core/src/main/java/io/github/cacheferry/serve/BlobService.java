package io.github.cacheferry.serve;

import io.github.cacheferry.serve.CacheStore.OpenEntry;
import io.github.cacheferry.serve.SignedUrls.Permission;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The blobs behind signed URLs, in the dialect of Azure's block blobs. */
final class BlobService {
  private static final int BUFFER = 64 << 10;
  private static final String DEFAULT_VERSION = "2024-11-04";
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private final CacheStore store;
  private final SignedUrls urls;

  BlobService(CacheStore store, SignedUrls urls) {
    this.store = store;
    this.urls = urls;
  }

  /**
   * Serves a call.
   *
   * @param blob the last segment of the path
   */
  void serve(Call call, String blob) throws IOException {
    String version = call.sent("x-ms-version");
    call.header("x-ms-version", version.isEmpty() ? DEFAULT_VERSION : version);
    String clientId = call.sent("x-ms-client-request-id");
    if (!clientId.isEmpty()) {
      call.header("x-ms-client-request-id", clientId);
    }
    try {
      dispatch(call, id(blob));
    } catch (BlobError e) {
      refuse(call, e);
    } catch (Refusal e) {
      refuse(call, new BlobError(e.reason().status(), "InvalidInput", e.text()));
    } catch (StorageFailure e) {
      Router.LOG.log(System.Logger.Level.WARNING, call.method() + " of a blob failed", e);
      // Not 500, which clients of block blobs repeat for minutes.
      refuse(call, new BlobError(507, "InsufficientStorage", String.valueOf(e.getMessage())));
    }
  }

  private static long id(String blob) throws BlobError {
    try {
      return Long.parseLong(blob);
    } catch (NumberFormatException e) {
      throw BlobError.notFound();
    }
  }

  private void dispatch(Call call, long id) throws IOException {
    switch (call.method()) {
      case "PUT" -> {
        urls.check(id, Permission.UPLOAD, call.query());
        put(call, id);
      }
      case "GET", "HEAD" -> {
        urls.check(id, Permission.READ, call.query());
        get(call, id);
      }
      default ->
          throw new BlobError(
              405, "UnsupportedHttpVerb", "The resource doesn't support the HTTP verb.");
    }
  }

  private void put(Call call, long id) throws IOException {
    Optional<Upload> upload = store.upload(id);
    if (upload.isEmpty()) {
      throw store.name(id).isPresent() ? BlobError.finished() : BlobError.notFound();
    }
    String part = call.query().text("comp");
    switch (part) {
      case "" -> {
        if (!call.sent("x-ms-blob-type").equals("BlockBlob")) {
          throw new BlobError(
              400, "MissingRequiredHeader", "The header x-ms-blob-type must be BlockBlob.");
        }
        upload.get().putBlob(call.body(), length(call));
      }
      case "block" -> {
        BlockId block = BlockId.parse(call.query().text("blockid"));
        upload.get().putBlock(block, call.body(), length(call));
      }
      case "blocklist" -> upload.get().commit(BlockList.parse(call.body()));
      default ->
          throw new BlobError(
              400, "InvalidQueryParameterValue", "The value of comp is not supported.");
    }
    if (!part.equals("block")) {
      describe(call, id, Instant.now());
    }
    call.header("x-ms-request-server-encrypted", "true");
    call.answer(201);
  }

  private long length(Call call) throws BlobError {
    long length =
        call.announcedLength()
            .orElseThrow(
                () ->
                    new BlobError(
                        411, "MissingContentLengthHeader", "Content-Length was not specified."));
    if (length > store.maxBytes()) {
      throw new BlobError(413, "RequestBodyTooLarge", "The body exceeds what the server keeps.");
    }
    return length;
  }

  private static void describe(Call call, long id, Instant modified) {
    call.header("ETag", etag(id));
    call.header("Last-Modified", HTTP_DATE.format(modified));
  }

  private static String etag(long id) {
    return "\"0x" + Long.toHexString(id).toUpperCase(java.util.Locale.ROOT) + "\"";
  }

  private void get(Call call, long id) throws IOException {
    OpenEntry open = store.read(id).orElseThrow(BlobError::notFound);
    try (FileChannel data = open.data()) {
      Entry entry = open.entry();
      describe(call, id, entry.created());
      String match = call.sent("If-Match");
      if (!match.isEmpty() && !match.equals("*") && !match.equals(etag(id))) {
        throw new BlobError(412, "ConditionNotMet", "The condition is not met.");
      }
      call.header("Accept-Ranges", "bytes");
      call.header("Content-Type", "application/octet-stream");
      call.header("x-ms-blob-type", "BlockBlob");
      call.header("x-ms-lease-state", "available");
      call.header("x-ms-lease-status", "unlocked");
      call.header("x-ms-server-encrypted", "true");
      call.header("x-ms-creation-time", HTTP_DATE.format(entry.created()));
      if (call.method().equals("HEAD")) {
        call.header("Content-Length", Long.toString(entry.size()));
        call.answer(200);
      } else {
        send(call, data, entry.size());
      }
    }
  }

  private static void send(Call call, FileChannel data, long size) throws IOException {
    String wanted = call.sent("x-ms-range");
    Optional<ByteRange> range =
        ByteRange.requested(wanted.isEmpty() ? call.sent("Range") : wanted, size);
    if (range.isEmpty()) {
      copy(data, new ByteRange(0, size), call, 200);
      return;
    }
    ByteRange part = range.get();
    if (part.length() == 0) {
      call.header("Content-Range", "bytes */" + size);
      throw new BlobError(416, "InvalidRange", "The range specified is invalid.");
    }
    call.header("Content-Range", "bytes " + part.start() + "-" + (part.end() - 1) + "/" + size);
    copy(data, part, call, 206);
  }

  private static void copy(FileChannel data, ByteRange part, Call call, int status)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = call.open(status, part.length())) {
      long at = part.start();
      while (at < part.end()) {
        var bytes = ByteBuffer.wrap(buffer, 0, (int) Math.min(BUFFER, part.end() - at));
        int n = data.read(bytes, at);
        if (n < 0) {
          throw new IOException("the data is shorter than it was when it was finalized");
        }
        out.write(buffer, 0, n);
        at += n;
      }
    }
  }

  private static void refuse(Call call, BlobError error) throws IOException {
    call.header("x-ms-error-code", error.code());
    if (call.method().equals("HEAD")) {
      call.answer(error.status());
      return;
    }
    String xml =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>"
            + error.code()
            + "</Code><Message>"
            + String.valueOf(error.getMessage()).replace("&", "&amp;").replace("<", "&lt;")
            + "</Message></Error>";
    call.answer(error.status(), "application/xml", xml.getBytes(StandardCharsets.UTF_8));
  }
}
