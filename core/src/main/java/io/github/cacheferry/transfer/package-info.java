/**
 * The transfer engine: it finds out what each target lacks, moves those blobs with bounded
 * concurrency, and publishes.
 */
@NullMarked
package io.github.cacheferry.transfer;

import org.jspecify.annotations.NullMarked;
