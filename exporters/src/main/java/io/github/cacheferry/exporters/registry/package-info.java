/**
 * Writes a cache to a registry: its blobs, then its config, and last the manifest that the tag is
 * to name.
 */
@NullMarked
package io.github.cacheferry.exporters.registry;

import org.jspecify.annotations.NullMarked;
