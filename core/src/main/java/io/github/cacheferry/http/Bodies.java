package io.github.cacheferry.http;

import io.github.cacheferry.cache.Redactor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import okhttp3.Response;

/** Reads bodies that must not be large, never further than a limit. */
public final class Bodies {
  /** The most that is read of a body that only explains an error. */
  public static final int ERROR_LIMIT = 64 << 10;

  private static final int LINE = 200;

  private Bodies() {}

  /**
   * The body's bytes.
   *
   * @throws TooLarge if there are more than the limit allows
   */
  public static byte[] read(Response response, int limit) throws IOException {
    if (response.body().contentLength() > limit) {
      throw new TooLarge(limit);
    }
    InputStream in = response.body().byteStream();
    byte[] bytes = in.readNBytes(limit);
    if (bytes.length == limit && in.read() >= 0) {
      throw new TooLarge(limit);
    }
    return bytes;
  }

  /** The beginning of a body that explains an error; what cannot be read of it is left out. */
  static String readError(Response response) {
    try {
      byte[] bytes = response.body().byteStream().readNBytes(ERROR_LIMIT);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // the status is what counts, and it is known
    }
  }

  /** The text as one short line without secrets, for a message. */
  public static String line(String text, Redactor redactor) {
    String line = redactor.mask(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= LINE ? line : line.substring(0, LINE) + "…";
  }

  /** A body is larger than any that makes sense. */
  public static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(int limit) {
      super("the answer has more than " + limit + " bytes");
    }
  }
}
