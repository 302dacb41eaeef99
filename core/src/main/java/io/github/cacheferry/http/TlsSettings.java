package io.github.cacheferry.http;

import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whom to trust beyond the platform's certificate authorities, and as whom to appear.
 *
 * @param authorities PEM files of more authorities
 * @param clients certificates to show to a server that asks for one
 * @param verify whether certificates are checked at all
 */
public record TlsSettings(List<Path> authorities, List<ClientFiles> clients, boolean verify) {
  public TlsSettings {
    authorities = List.copyOf(authorities);
    clients = List.copyOf(clients);
  }

  /** The authorities that the run's options and {@code SSL_CERT_FILE} add. */
  public static TlsSettings of(RunContext context) {
    var authorities = new ArrayList<Path>();
    context.caFile().ifPresent(authorities::add);
    context
        .variable("SSL_CERT_FILE")
        .map(context.workingDirectory()::resolve)
        .ifPresent(authorities::add);
    return new TlsSettings(authorities, List.of(), true);
  }

  /**
   * These settings with what a directory of Docker's {@code certs.d} holds: {@code *.crt} are
   * authorities, {@code NAME.cert} with {@code NAME.key} is a client's certificate. A directory
   * that is not there adds nothing.
   *
   * @throws IOException if the directory is there and cannot be listed
   * @see <a href="https://docs.docker.com/engine/security/certificates/">Docker's documentation</a>
   */
  public TlsSettings withDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return this;
    }
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.sorted().toList();
    }
    var moreAuthorities = new ArrayList<>(authorities);
    var moreClients = new ArrayList<>(clients);
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(".crt")) {
        moreAuthorities.add(file);
      } else if (name.endsWith(".cert")) {
        String stem = name.substring(0, name.length() - ".cert".length());
        moreClients.add(new ClientFiles(file, file.resolveSibling(stem + ".key")));
      }
    }
    return new TlsSettings(moreAuthorities, moreClients, verify);
  }

  /** The same, but any certificate will do. Only for a user who asked for it. */
  public TlsSettings unverified() {
    return new TlsSettings(authorities, clients, false);
  }

  /**
   * A client's certificate.
   *
   * @param certificate PEM of the certificate and those between it and its authority
   * @param key PEM of its private key, not encrypted
   */
  public record ClientFiles(Path certificate, Path key) {}
}
