package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.output.ByteSize;
import io.github.cacheferry.serve.TokenForge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the values of a server's options are read. */
final class ServeOptions {
  /** Unassigned, and used by nothing that is well known. */
  static final int PORT = 8473;

  /** What GitHub gives a repository. */
  static final String GITHUB_LIMIT = "10GB";

  private static final String SECRET = "CACHEFERRY_SERVE_SECRET";
  private static final int LAST_PORT = 65_535;

  private ServeOptions() {}

  /** The secret in the file, or else in the environment; what is on a command line, all can see. */
  static Optional<String> secret(Optional<Path> file, Host host) throws IOException {
    Optional<String> secret =
        file.isPresent()
            ? Optional.of(read(host.workingDirectory().resolve(file.get())))
            : host.variable(SECRET);
    secret.ifPresent(host.console().redactor()::add);
    return secret;
  }

  private static String read(Path file) throws IOException {
    String where = file.toString();
    try {
      String secret = Files.readString(file).strip();
      if (secret.isEmpty()) {
        throw new CacheException.Usage(Problem.of("read the secret", where, "the file is empty"));
      }
      return secret;
    } catch (CacheException e) {
      throw e;
    } catch (IOException e) {
      throw new CacheException.Usage(
          Problem.of(
              "read the secret",
              where,
              e instanceof NoSuchFileException
                  ? "there is no such file"
                  : "the file cannot be read: " + e.getMessage()));
    }
  }

  /** Where to listen. */
  static InetSocketAddress address(String bind, int port) throws CacheException.Usage {
    try {
      return new InetSocketAddress(InetAddress.getByName(bind), port);
    } catch (UnknownHostException e) {
      throw new CacheException.Usage(
          Problem.of("use the option --bind", "", "this host has no address " + e.getMessage()));
    }
  }

  /** The URL for clients on this host: no client can connect to "any address". */
  static URI reachable(URI url) {
    String authority = url.getRawAuthority();
    String local =
        authority
            .replaceFirst("^0\\.0\\.0\\.0:", "127.0.0.1:")
            .replaceFirst("^\\[[0:]+\\]:", "[::1]:");
    return URI.create(url.getScheme() + "://" + local + "/");
  }

  /** The URL with a slash at its end: the toolkit appends paths to it without one. */
  static String withSlash(URI url) {
    return url.toString().endsWith("/") ? url.toString() : url + "/";
  }

  /**
   * A scope that a token is for.
   *
   * @param ref the full name of a ref, as GitHub has it
   * @param permission what may be done
   */
  record Scope(String ref, int permission) {
    /** What a job on the default branch may do. */
    static final Scope DEFAULT = new Scope("refs/heads/main", TokenForge.READ_WRITE);
  }

  /** Reads {@code --port}. */
  static final class PortConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int port = Integer.parseInt(value);
        if (port >= 0 && port <= LAST_PORT) {
          return port;
        }
      } catch (NumberFormatException e) {
        // told below, as for a number that is too large
      }
      throw new TypeConversionException("it is a number from 0 to " + LAST_PORT + ", not " + value);
    }
  }

  /** Reads {@code --max-size}. */
  static final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return ByteSize.parse(value)
          .orElseThrow(
              () -> new TypeConversionException("it is a size like 500MB or 10GB, not " + value));
    }
  }

  /** Reads {@code --external-url}. */
  static final class UrlConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String value) {
      try {
        var url = new URI(value);
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (web && url.getHost() != null && url.getRawQuery() == null) {
          return url;
        }
      } catch (URISyntaxException e) {
        // told below, as for a URL of another kind
      }
      throw new TypeConversionException("it is a URL like https://cache.example/, not " + value);
    }
  }

  /** Reads {@code --scope}. */
  static final class ScopeConverter implements ITypeConverter<Scope> {
    @Override
    public Scope convert(String value) {
      int colon = value.lastIndexOf(':');
      String ref = colon < 0 ? value : value.substring(0, colon);
      String rights = colon < 0 ? "rw" : value.substring(colon + 1);
      if (!ref.isBlank() && rights.equals("rw")) {
        return new Scope(ref, TokenForge.READ_WRITE);
      }
      if (!ref.isBlank() && rights.equals("r")) {
        return new Scope(ref, TokenForge.READ);
      }
      throw new TypeConversionException(
          "it is a ref like refs/heads/main, with :r if it may only be read, not " + value);
    }
  }
}
