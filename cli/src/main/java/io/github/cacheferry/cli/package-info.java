/**
 * The program: it answers {@code --version} at once, reads the environment once, finds the command
 * that was named, and turns what became of it into one line and an exit code. Signals stop the run
 * through its {@link io.github.cacheferry.cache.Cancellation}.
 */
@NullMarked
package io.github.cacheferry.cli;

import org.jspecify.annotations.NullMarked;
