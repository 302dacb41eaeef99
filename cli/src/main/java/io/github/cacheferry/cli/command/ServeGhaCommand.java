package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.cli.report.ServeReport;
import io.github.cacheferry.serve.ActionsCacheConfig;
import io.github.cacheferry.serve.ActionsCacheServer;
import io.github.cacheferry.serve.StoredEntry;
import io.github.cacheferry.serve.TokenForge;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Is GitHub's cache service, over a directory. */
@Command(
    name = "gha",
    customSynopsis = "cacheferry serve gha [--dir DIR] [--port N] [OPTION...]",
    description = {
      "Is GitHub's cache service, both versions of it, over a directory.",
      "For type=gha in builds, for actions/cache, and for trying both without GitHub.",
      "Runs until SIGINT or SIGTERM."
    },
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by a signal",
      "1:the address or the directory is in use",
      "2:the command line makes no sense"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry serve gha --print-env >gha.env",
      "  cacheferry serve gha --bind 0.0.0.0 --token-secret-file secret --max-size 50GB \\",
      "      --external-url https://cache.example/ --print-env -o json \\",
      "      --scope refs/heads/feature --scope refs/heads/main:r",
      "",
      "Environment:",
      "  CACHEFERRY_SERVE_SECRET   the secret, if --token-secret-file is not given",
      "  XDG_CACHE_HOME            where DIR is, if --dir is not given"
    })
public final class ServeGhaCommand implements CliCommand {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where entries are kept (default: ~/.cache/cacheferry/gha).")
  private Optional<Path> dir = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "N",
      converter = ServeOptions.PortConverter.class,
      description =
          "The port to listen at (default " + ServeOptions.PORT + "); 0 takes a free one.")
  private int port = ServeOptions.PORT;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description =
          "The address to listen at (default 127.0.0.1). Others than this host's own need a secret.")
  private String bind = "127.0.0.1";

  @Option(
      names = "--external-url",
      paramLabel = "URL",
      converter = ServeOptions.UrlConverter.class,
      description =
          "How clients reach the server, as behind a proxy (default: as each request did).")
  private Optional<URI> externalUrl = Optional.empty();

  @Option(
      names = "--token-secret-file",
      paramLabel = "FILE",
      description = "Take only tokens that are signed (HS256) with the text in this file.")
  private Optional<Path> secretFile = Optional.empty();

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      converter = ServeOptions.SizeConverter.class,
      defaultValue = ServeOptions.GITHUB_LIMIT,
      description = "Above this, delete what was not used for longest (default 10GB).")
  private long maxSize;

  @Option(names = "--read-only", description = "Take nothing, whatever a token allows.")
  private boolean readOnly;

  @Option(
      names = "--idle-reservation",
      paramLabel = "TIME",
      converter = SharedOptions.DurationConverter.class,
      defaultValue = "10m",
      description = "Forget uploads that rest for this long, and free their keys (default 10m).")
  private Duration idleReservation = Duration.ZERO;

  @Option(
      names = "--print-env",
      description =
          "Print the variables that a client needs, with a token for six hours, once it listens.")
  private boolean printEnv;

  @Option(
      names = "--scope",
      paramLabel = "REF[:r]",
      converter = ServeOptions.ScopeConverter.class,
      description =
          "What that token may read and, without :r, write (default refs/heads/main). May be repeated.")
  private List<ServeOptions.Scope> scopes = new ArrayList<>();

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public int run(Host host) throws IOException {
    var stop = new CountDownLatch(1);
    Cancellation cancellation = Cancellation.unbounded();
    Optional<String> secret = ServeOptions.secret(secretFile, host);
    ActionsCacheConfig config = config(host, secret);
    var unused = cancellation.onCancel(stop::countDown);
    host.interrupts().accept(cancellation);
    try (ActionsCacheServer server = start(config)) {
      report(server, config).write(host.console(), output.json());
      tellStart(host.console(), server, config);
      stop.await();
      tellEnd(host.console(), server);
      return ExitCode.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while serving");
    }
  }

  private static ActionsCacheServer start(ActionsCacheConfig config) throws CacheException {
    try {
      return ActionsCacheServer.start(config);
    } catch (IOException e) {
      throw Run.typed("keep entries in the directory", config.directory().toString(), e);
    }
  }

  private ActionsCacheConfig config(Host host, Optional<String> secret) throws IOException {
    if (!printEnv && !scopes.isEmpty()) {
      throw new CacheException.Usage(
          Problem.of("use the option --scope", "", "there is no token without --print-env"));
    }
    Path directory =
        dir.orElseGet(
            () ->
                Path.of(host.variable("XDG_CACHE_HOME").orElse(host.home() + "/.cache"))
                    .resolve("cacheferry")
                    .resolve("gha"));
    ActionsCacheConfig.Builder config =
        ActionsCacheConfig.in(host.workingDirectory().resolve(directory))
            .bind(ServeOptions.address(bind, port))
            .maxBytes(maxSize)
            .idleReservation(idleReservation)
            .readOnly(readOnly);
    externalUrl.ifPresent(config::externalUrl);
    secret.ifPresent(config::secret);
    return config.build();
  }

  private ServeReport report(ActionsCacheServer server, ActionsCacheConfig config) {
    String url = config.externalUrl().map(ServeOptions::withSlash).orElseGet(() -> url(server));
    return new ServeReport(
        url,
        config.directory().toString(),
        printEnv ? Optional.of(token(config)) : Optional.empty());
  }

  private static String url(ActionsCacheServer server) {
    return ServeOptions.reachable(server.url()).toString();
  }

  private String token(ActionsCacheConfig config) {
    TokenForge token = TokenForge.token();
    List<ServeOptions.Scope> granted =
        scopes.isEmpty() ? List.of(ServeOptions.Scope.DEFAULT) : scopes;
    granted.forEach(scope -> token.grant(scope.ref(), scope.permission()));
    return token.signed(config.secret());
  }

  private void tellStart(Console console, ActionsCacheServer server, ActionsCacheConfig config) {
    console.err(
        "serving the Actions cache at "
            + server.url()
            + (readOnly ? ", read-only" : "")
            + ": "
            + held(server)
            + " in "
            + config.directory()
            + ", at most "
            + Units.bytes(maxSize));
  }

  private static void tellEnd(Console console, ActionsCacheServer server) {
    console.err("stopping: " + held(server) + " kept");
  }

  private static String held(ActionsCacheServer server) {
    List<StoredEntry> entries = server.entries("");
    long bytes = entries.stream().mapToLong(StoredEntry::size).sum();
    return entries.size() + (entries.size() == 1 ? " entry, " : " entries, ") + Units.bytes(bytes);
  }
}
