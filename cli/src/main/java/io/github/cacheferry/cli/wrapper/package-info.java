/**
 * Build commands as their tools understand them: pure functions from a command line and cache specs
 * to the command line that has those specs too. Each tool is one class; {@link
 * io.github.cacheferry.cli.wrapper.BuildTool} tells which one a command line is for. What the user
 * wrote is never taken away, his own cache flags neither. Nothing here runs anything.
 */
@NullMarked
package io.github.cacheferry.cli.wrapper;

import org.jspecify.annotations.NullMarked;
