package io.github.cacheferry.registry;

import java.io.IOException;
import java.util.Optional;

/** Where a registry's credentials are looked up, when it asks for some. */
@FunctionalInterface
interface CredentialStore {
  /** The credentials, if there are any. */
  Optional<Login> find() throws IOException;
}
