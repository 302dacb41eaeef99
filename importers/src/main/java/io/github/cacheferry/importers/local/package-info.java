/**
 * Reads caches from OCI image layout directories, BuildKit's {@code type=local}: the tag leads
 * through {@code index.json} to the manifest, the manifest to the config and the blobs.
 */
@NullMarked
package io.github.cacheferry.importers.local;

import org.jspecify.annotations.NullMarked;
