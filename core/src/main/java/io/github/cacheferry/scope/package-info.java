/**
 * Where a job reads and writes its caches, so that branches neither clobber nor poison each other.
 * The CI's environment tells what a job builds ({@link io.github.cacheferry.scope.Job}); from that
 * follow the names under which it keeps and looks for caches ({@link
 * io.github.cacheferry.scope.Scopes}) and how far its writer is to be trusted ({@link
 * io.github.cacheferry.model.TrustTier}). {@link io.github.cacheferry.scope.ScopedSpec} puts a name
 * into a cache spec. Each CI system is one class that reads its variables; nothing is asked over a
 * network.
 */
@NullMarked
package io.github.cacheferry.scope;

import org.jspecify.annotations.NullMarked;
