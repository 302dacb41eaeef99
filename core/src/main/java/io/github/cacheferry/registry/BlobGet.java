package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Reads a blob, or a range of it.
 *
 * @param reference the repository
 * @param blob the blob
 * @param offset where to begin
 * @param end where to stop, exclusive
 * @param direct where the registry has redirected to before, to be asked without it
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs">OCI
 *     distribution spec, pulling blobs</a>
 */
record BlobGet(
    RegistryReference reference, Descriptor blob, long offset, long end, Optional<HttpUrl> direct)
    implements Step<BlobGet.Opened> {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  @Override
  public String action() {
    return "read blob " + blob.digest();
  }

  @Override
  public Request.Builder request(HttpUrl base) {
    var request =
        new Request.Builder()
            .url(direct.orElseGet(() -> Paths.blob(base, reference.repository(), blob.digest())));
    boolean whole = offset == 0 && end == blob.size();
    return whole ? request : request.header("Range", "bytes=" + offset + "-" + (end - 1));
  }

  @Override
  public Opened handle(Response response) throws IOException {
    return switch (response.code()) {
      case 200 -> whole(response);
      case 206 -> part(response);
      case 416 -> throw corrupt("it ends before byte " + offset);
      default -> throw UnexpectedStatus.of(response);
    };
  }

  /** A server that does not know ranges sends everything: what was not asked for is passed over. */
  private Opened whole(Response response) throws IOException {
    long length = response.body().contentLength();
    if (length >= 0 && length != blob.size()) {
      throw wrongSize(length);
    }
    InputStream in = response.body().byteStream();
    in.skipNBytes(offset);
    return new Opened(in, end, response.request().url(), offset > 0);
  }

  private Opened part(Response response) throws IOException {
    String header = Optional.ofNullable(response.header("Content-Range")).orElse("");
    Matcher range = CONTENT_RANGE.matcher(header);
    if (!range.matches()
        || Long.parseLong(range.group(1)) != offset
        || Long.parseLong(range.group(2)) < offset) {
      throw corrupt(
          "the server sent the range \"" + header + "\", and bytes from " + offset + " were asked");
    }
    if (!range.group(3).equals("*") && Long.parseLong(range.group(3)) != blob.size()) {
      throw wrongSize(Long.parseLong(range.group(3)));
    }
    long until = Math.min(end, Long.parseLong(range.group(2)) + 1);
    return new Opened(response.body().byteStream(), until, response.request().url(), false);
  }

  private CacheException.Corrupt wrongSize(long size) {
    return corrupt("it has " + size + " bytes, and should have " + blob.size());
  }

  private CacheException.Corrupt corrupt(String reason) {
    return new CacheException.Corrupt(Problem.of(action(), "registry " + reference, reason));
  }

  @Override
  public boolean keepsResponse() {
    return true;
  }

  /**
   * Bytes that are on their way.
   *
   * @param in the bytes from the wanted offset on
   * @param until the position at which they stop, exclusive
   * @param from the URL that they come from
   * @param rangeIgnored whether the server has sent more than it was asked for
   */
  record Opened(InputStream in, long until, HttpUrl from, boolean rangeIgnored) {}
}
