/**
 * Writes caches to the GitHub Actions cache service so that BuildKit's {@code type=gha} reads them:
 * an entry for each blob, then a numbered index entry.
 */
@NullMarked
package io.github.cacheferry.exporters.gha;

import org.jspecify.annotations.NullMarked;
