/**
 * Other programs, run as children of this process. A {@link io.github.cacheferry.cli.child.Launch}
 * gives them the directory and the environment that the user's shell would; a {@link
 * io.github.cacheferry.cli.child.SilentChild} runs what this process wants to know something of,
 * for a bounded time and with bounded output, and leaves nothing behind.
 */
@NullMarked
package io.github.cacheferry.cli.child;

import org.jspecify.annotations.NullMarked;
