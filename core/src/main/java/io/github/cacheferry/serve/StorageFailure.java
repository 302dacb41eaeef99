package io.github.cacheferry.serve;

import java.io.IOException;

/** The directory does not take or give bytes: a full disk, a broken one. */
final class StorageFailure extends IOException {
  private static final long serialVersionUID = 1L;

  StorageFailure(IOException cause) {
    // Without the cause's words, which name paths: they are for the server's log only.
    super("the server's storage fails; its log tells why", cause);
  }
}
