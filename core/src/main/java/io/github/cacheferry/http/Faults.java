package io.github.cacheferry.http;

import io.github.cacheferry.cache.CacheException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Tells apart what can go wrong with a request. */
public final class Faults {
  /** How OkHttp says that a proxy gives no connection to a server with TLS. */
  private static final String TUNNEL = "Unexpected response code for CONNECT: ";

  private Faults() {}

  /** Whether the same request may well succeed in a while. */
  static boolean mayPass(IOException failure) {
    if (failure instanceof UnexpectedStatus status) {
      return mayPass(status.code()) || status.isRateLimit();
    }
    return isConnection(failure);
  }

  /** A server whose disk is full (507) tells a person, and does not get room by being asked. */
  private static boolean mayPass(int code) {
    return code == 408 || code == 429 || (code >= 500 && code != 501 && code != 505 && code != 507);
  }

  /**
   * Whether the connection to the server failed or broke, as opposed to what the server said, what
   * we found wrong with it, and our own disk.
   */
  public static boolean isConnection(IOException failure) {
    if (failure instanceof InterruptedIOException) {
      return failure instanceof SocketTimeoutException;
    }
    return !(failure instanceof CacheException
        || failure instanceof UnexpectedStatus
        || failure instanceof Bodies.TooLarge
        || failure instanceof Redirects.Refused
        || failure instanceof FileSystemException
        || failure instanceof FileNotFoundException
        || isCertificate(failure));
  }

  /** Whether the server's certificate is not one to trust. */
  public static boolean isCertificate(IOException failure) {
    if (failure instanceof SSLPeerUnverifiedException) {
      return true;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /** Whether the server's certificate is trusted, and tells another name than the server's. */
  public static boolean isOfAnotherName(IOException failure) {
    return failure instanceof SSLPeerUnverifiedException;
  }

  /** The failure in a few words for a person. */
  public static String reason(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    if (failure instanceof UnknownHostException) {
      return "the host name cannot be resolved";
    }
    if (failure instanceof ConnectException) {
      String root = String.valueOf(rootCause(failure).getMessage());
      return root.toLowerCase(Locale.ROOT).contains("refused")
          ? "the connection is refused"
          : "no connection: " + root;
    }
    if (failure instanceof Redirects.Refused || failure instanceof Bodies.TooLarge) {
      return text;
    }
    if (failure instanceof SocketTimeoutException) {
      return "the server does not answer in time";
    }
    if (isOfAnotherName(failure)) {
      return "the server's certificate is another server's: " + text;
    }
    if (isCertificate(failure)) {
      return "the server's certificate is not trusted: " + rootCause(failure).getMessage();
    }
    if (failure instanceof SSLException) {
      return "TLS failed: " + text;
    }
    return text.startsWith(TUNNEL)
        ? "the proxy refuses to connect: status " + text.substring(TUNNEL.length())
        : "the connection broke: " + text;
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
