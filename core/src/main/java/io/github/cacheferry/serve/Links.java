package io.github.cacheferry.serve;

import io.github.cacheferry.serve.SignedUrls.Permission;

/**
 * The URLs of blobs as one client reaches them.
 *
 * @param base scheme, host and the path's prefix, without a slash at the end
 */
record Links(String base, SignedUrls urls) {
  String blob(long id, Permission permission) {
    return base + urls.sign(id, permission);
  }
}
