package io.github.cacheferry.registry;

import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a registry's credentials where {@code docker login} and {@code podman login} leave them.
 * {@code REGISTRY_AUTH_FILE} alone counts if it is set, as for Podman; else the first of Docker's
 * variable {@code DOCKER_AUTH_CONFIG}, Docker's config and Podman's files that has some. What
 * cannot be read or run is told and passed over.
 */
final class DockerCredentials implements CredentialStore {
  private static final int LIMIT = 4 << 20;

  private final RegistryReference reference;
  private final RunContext context;

  DockerCredentials(RegistryReference reference, RunContext context) {
    this.reference = reference;
    this.context = context;
  }

  @Override
  public Optional<Login> find() throws IOException {
    Optional<Path> only = context.variable("REGISTRY_AUTH_FILE").map(this::path);
    if (only.isPresent()) {
      return find(only.get());
    }
    Optional<String> inline = context.variable("DOCKER_AUTH_CONFIG");
    if (inline.isPresent()) {
      byte[] bytes = inline.get().getBytes(StandardCharsets.UTF_8);
      Optional<Login> found = find(bytes, "DOCKER_AUTH_CONFIG");
      if (found.isPresent()) {
        return found;
      }
    }
    for (Path file : files()) {
      Optional<Login> found = find(file);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Set<Path> files() {
    Path home = context.home();
    var files = new LinkedHashSet<Path>();
    files.add(
        context
            .variable("DOCKER_CONFIG")
            .map(this::path)
            .orElse(home.resolve(".docker"))
            .resolve("config.json"));
    context
        .variable("XDG_RUNTIME_DIR")
        .map(directory -> path(directory).resolve("containers/auth.json"))
        .ifPresent(files::add);
    files.add(
        context
            .variable("XDG_CONFIG_HOME")
            .map(this::path)
            .orElse(home.resolve(".config"))
            .resolve("containers/auth.json"));
    return files;
  }

  private Path path(String text) {
    return context.workingDirectory().resolve(text);
  }

  private Optional<Login> find(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] json;
    try (InputStream in = Files.newInputStream(file)) {
      json = in.readNBytes(LIMIT);
    } catch (IOException e) {
      // A directory, too: Docker makes one for a mount whose source is not there.
      warn(file + " cannot be read: " + e.getClass().getSimpleName());
      return Optional.empty();
    }
    return find(json, file.toString());
  }

  private Optional<Login> find(byte[] json, String source) throws IOException {
    DockerConfig config;
    try {
      config = DockerConfig.parse(json);
    } catch (IOException e) {
      // Not the parser's message: it quotes the place, and a secret may stand there.
      warn(source + " is not the JSON of a Docker config");
      return Optional.empty();
    }
    Optional<String> helper = config.helper(reference);
    if (helper.isPresent()) {
      Optional<Login> kept = new CredentialHelper(helper.get(), context).get(reference);
      if (kept.isPresent()) {
        return kept;
      }
    }
    return config.login(reference, source);
  }

  private void warn(String message) {
    context.listener().warned(context.redactor().mask(message) + "; going on without it");
  }
}
