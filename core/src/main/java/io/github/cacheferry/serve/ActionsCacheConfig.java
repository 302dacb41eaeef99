package io.github.cacheferry.serve;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server of the Actions cache is run.
 *
 * @param directory where everything is kept; made if it is not there
 * @param bind the address to listen at; port 0 takes a free one
 * @param externalUrl the address under which clients reach the server; without it, the one by which
 *     each of them did, from the request's {@code Host}
 * @param secret if present, tokens must be signed with it (HS256); else every token is taken at its
 *     word, which only a loopback address allows
 * @param maxBytes the size of all entries together above which the least recently used are deleted;
 *     uploads count from when they are finalised on
 * @param idleReservation how long an upload may rest before its key is free again and its bytes are
 *     deleted (GitHub: 24 hours)
 * @param idleConnection how long a client may neither send nor take a byte in the middle of a
 *     request
 * @param readOnly whether all tokens are treated as read-only
 * @param clock the time by which tokens, URLs and reservations expire
 */
public record ActionsCacheConfig(
    Path directory,
    InetSocketAddress bind,
    Optional<URI> externalUrl,
    Optional<String> secret,
    long maxBytes,
    Duration idleReservation,
    Duration idleConnection,
    boolean readOnly,
    Clock clock) {

  /** A server over this directory, at a free port of the loopback address. */
  public static Builder in(Path directory) {
    return new Builder(directory);
  }

  /** Shows the settings without the secret. */
  @Override
  public String toString() {
    return "Actions cache in " + directory + " at " + bind + (readOnly ? ", read-only" : "");
  }

  /** The settings, each with its default. */
  public static final class Builder {
    private final Path directory;
    private InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Optional<URI> externalUrl = Optional.empty();
    private Optional<String> secret = Optional.empty();
    private long maxBytes = Long.MAX_VALUE;
    private Duration idleReservation = Duration.ofMinutes(10);
    private Duration idleConnection = Duration.ofMinutes(1);
    private boolean readOnly;
    private Clock clock = Clock.systemUTC();

    private Builder(Path directory) {
      this.directory = directory;
    }

    /** Listens here; another address than a loopback one needs a secret. */
    public Builder bind(InetSocketAddress address) {
      bind = address;
      return this;
    }

    /** Listens at this port of the loopback address. */
    public Builder port(int port) {
      return bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Hands out URLs that begin with this one, as behind a proxy. */
    public Builder externalUrl(URI url) {
      externalUrl = Optional.of(url);
      return this;
    }

    /** Takes only tokens that are signed with this text (HS256). */
    public Builder secret(String text) {
      secret = Optional.of(text);
      return this;
    }

    /** Keeps at most this many bytes of entries. */
    public Builder maxBytes(long bytes) {
      maxBytes = bytes;
      return this;
    }

    /** Gives an upload this long to rest; the default is 10 minutes. */
    public Builder idleReservation(Duration time) {
      idleReservation = time;
      return this;
    }

    /** Gives a client this long to send or take the next bytes; the default is a minute. */
    public Builder idleConnection(Duration time) {
      idleConnection = time;
      return this;
    }

    /** Treats all tokens as read-only. */
    public Builder readOnly(boolean yes) {
      readOnly = yes;
      return this;
    }

    /** Takes the time from this clock. */
    public Builder clock(Clock source) {
      clock = source;
      return this;
    }

    public ActionsCacheConfig build() {
      return new ActionsCacheConfig(
          directory,
          bind,
          externalUrl,
          secret,
          maxBytes,
          idleReservation,
          idleConnection,
          readOnly,
          clock);
    }
  }
}
