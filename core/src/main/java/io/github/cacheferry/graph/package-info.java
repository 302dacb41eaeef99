/**
 * What can be done with caches as graphs: merging several into one, keeping only what is sound,
 * what fits or what is wanted. Pure functions from caches to caches, without I/O; a cache that
 * needs no change comes back as the same object, with the bytes that were read.
 *
 * <p>The graphs come from outside and can be as deep as they are large, so that nothing here
 * recurses along them.
 */
@NullMarked
package io.github.cacheferry.graph;

import org.jspecify.annotations.NullMarked;
