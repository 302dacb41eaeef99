package io.github.cacheferry.serve;

import java.io.IOException;

/** The directory does not take or give bytes: a full disk, a broken one. */
final class StorageFailure extends IOException {
  private static final long serialVersionUID = 1L;

  StorageFailure(IOException cause) {
    super("the server's storage fails: " + cause.getMessage(), cause);
  }
}
