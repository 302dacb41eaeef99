package io.github.cacheferry.serve;

import java.io.IOException;

/** A refusal in the words of Azure's blob service: a code that clients know, and a status. */
final class BlobError extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  BlobError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static BlobError notFound() {
    return new BlobError(404, "BlobNotFound", "The specified blob does not exist.");
  }

  static BlobError finished() {
    return new BlobError(409, "BlobAlreadyExists", "The cache entry is finalized or given up.");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
