/**
 * What a failed build has finished, and how to have just that built again. BuildKit exports no
 * cache of a solve that fails; of a Dockerfile that ends where the build had come to, every step is
 * in the builder's own cache, so that solving it costs next to nothing and exports. {@link
 * io.github.cacheferry.cli.salvage.BuildRecord} reads from the builder's record of the build which
 * steps those are, {@link io.github.cacheferry.cli.salvage.Dockerfile} ends the file there, and
 * {@link io.github.cacheferry.cli.salvage.RerunWatch} tells when a solve begins to work after all.
 * Nothing here runs anything.
 */
@NullMarked
package io.github.cacheferry.cli.salvage;

import org.jspecify.annotations.NullMarked;
