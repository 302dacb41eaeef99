package io.github.cacheferry.registry;

import io.github.cacheferry.cache.RunContext;
import java.util.Optional;

final class DockerCredentials implements CredentialStore {
  DockerCredentials(RegistryReference reference, RunContext context) {}

  @Override
  public Optional<Login> find() {
    return Optional.empty();
  }
}
