/**
 * What importers, exporters and the transfer engine agree on: a {@link
 * io.github.cacheferry.cache.Cache} with its original bytes, the interfaces that read and write
 * one, the failures that can happen on the way and the events that tell an observer of it.
 */
@NullMarked
package io.github.cacheferry.cache;

import org.jspecify.annotations.NullMarked;
