/**
 * Writes caches to OCI image layout directories, BuildKit's {@code type=local}: blobs are linked or
 * copied and checked, then the tag is switched to the new manifest.
 */
@NullMarked
package io.github.cacheferry.exporters.local;

import org.jspecify.annotations.NullMarked;
