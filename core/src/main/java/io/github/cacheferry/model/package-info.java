/**
 * BuildKit's cache as plain values: digests, descriptors, the cache config with its layers and
 * records, and the manifest that lists the blobs. Nothing here does I/O, parses JSON or needs more
 * than the JDK.
 */
@NullMarked
package io.github.cacheferry.model;

import org.jspecify.annotations.NullMarked;
