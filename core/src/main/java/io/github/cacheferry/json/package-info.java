/**
 * BuildKit's JSON, read and written to the byte: cache configs, cache manifests and descriptors.
 * Reading accepts any formatting and ignores fields it does not know; writing gives what Go's
 * encoder gives.
 */
@NullMarked
package io.github.cacheferry.json;

import org.jspecify.annotations.NullMarked;
