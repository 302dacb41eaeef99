/**
 * Reads caches from the GitHub Actions cache service, as BuildKit's {@code type=gha} writes them:
 * an index entry for each ref, and an entry for each blob.
 */
@NullMarked
package io.github.cacheferry.importers.gha;

import org.jspecify.annotations.NullMarked;
