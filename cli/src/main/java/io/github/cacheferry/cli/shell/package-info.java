/**
 * What shells and man read of the commands: completion for bash, zsh and fish, and manual pages.
 * All of it is made from the commands' own options and texts, so that it says what {@code --help}
 * says. Nothing of it is needed to run a command.
 */
@NullMarked
package io.github.cacheferry.cli.shell;

import org.jspecify.annotations.NullMarked;
