package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.spec.CacheSpec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Tells by a failure of a backend which trap it is. */
final class Failures {
  private Failures() {}

  /**
   * The finding for a failure.
   *
   * @param denied what it is if the backend refuses
   * @param where which backend
   */
  static Finding finding(IOException failure, Trap denied, String where) {
    if (!(failure instanceof CacheException known)) {
      return Finding.of(trap(failure), String.valueOf(failure.getMessage()), where);
    }
    if (known instanceof CacheException.Cancelled) {
      return Finding.of(Trap.NO_ANSWER, "there was no answer in time", where);
    }
    return Finding.of(trap(known, denied), known.problem().reason(), where)
        .fixedBy(known.problem().advice())
        .fixedBy(ofCertificate(failure));
  }

  /** The same for a spec's backend; which of GitHub's services is meant, another check tells. */
  static Finding finding(IOException failure, Trap denied, CacheSpec spec, String where) {
    if (spec.type().equals("gha")) {
      return failure instanceof CacheException.Usage
          ? Finding.skipped("the service cannot be asked: see actions-cache", where)
          : finding(failure, denied, where);
    }
    if (failure instanceof CacheException.NotFound gone) {
      // A cache that is not there is no failure: its manifest names what is not, or nothing can be.
      Trap trap = denied == Trap.WRITE_DENIED ? Trap.NO_REPOSITORY : Trap.CACHE_DAMAGED;
      return Finding.of(trap, gone.problem().reason(), where).fixedBy(gone.problem().advice());
    }
    return finding(failure, denied, where);
  }

  /** A certificate that no authority can help; empty for others. */
  private static String ofCertificate(IOException failure) {
    if (has(failure, CertificateExpiredException.class)
        || has(failure, CertificateNotYetValidException.class)) {
      return "Have the server's certificate renewed; if it is good today, set this machine's clock.";
    }
    return has(failure, SSLPeerUnverifiedException.class)
        ? "Use the name that the server's certificate is for, or have it made for this one."
        : "";
  }

  private static Trap trap(CacheException failure, Trap denied) {
    if (failure instanceof CacheException.Denied) {
      return denied;
    }
    if (failure instanceof CacheException.Usage) {
      return Trap.BAD_SPEC;
    }
    if (failure instanceof CacheException.Throttled) {
      return Trap.THROTTLED;
    }
    if (failure instanceof CacheException.Corrupt) {
      return Trap.CACHE_DAMAGED;
    }
    if (failure instanceof CacheException.Unsupported) {
      return Trap.NOT_A_CACHE;
    }
    return trap(failure);
  }

  private static Trap trap(IOException failure) {
    if (has(failure, CertificateException.class)
        || has(failure, SSLPeerUnverifiedException.class)) {
      return Trap.CERTIFICATE;
    }
    if (has(failure, SSLException.class)) {
      return Trap.TLS;
    }
    if (has(failure, UnknownHostException.class)) {
      return Trap.UNKNOWN_HOST;
    }
    if (has(failure, SocketTimeoutException.class)) {
      return Trap.NO_ANSWER;
    }
    if (has(failure, ConnectException.class)) {
      return Trap.NO_CONNECTION;
    }
    if (has(failure, Failures::isFullDisk)) {
      return Trap.DISK_FULL;
    }
    return has(failure, FileSystemException.class)
        ? Trap.DIRECTORY_NOT_WRITABLE
        : Trap.SERVER_FAILS;
  }

  /** Java has no type for it, only the system's words; a quota is a disk of the user's own. */
  private static boolean isFullDisk(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof IOException
        && (message.contains("No space left on device") || message.contains("Disk quota exceeded"));
  }

  /** Whether a failure of this kind is behind it. */
  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    return has(failure, kind::isInstance);
  }

  private static boolean has(Throwable failure, Predicate<Throwable> kind) {
    Optional<Throwable> cause = Optional.of(failure);
    for (int depth = 0; cause.isPresent() && depth < 20; depth++) {
      if (kind.test(cause.get())) {
        return true;
      }
      cause = Optional.ofNullable(cause.get().getCause());
    }
    return false;
  }
}
