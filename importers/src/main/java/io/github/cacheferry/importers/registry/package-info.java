/**
 * Reads a cache from a registry: the tag's manifest, the config that it names, and the blobs as
 * they are wanted.
 */
@NullMarked
package io.github.cacheferry.importers.registry;

import org.jspecify.annotations.NullMarked;
