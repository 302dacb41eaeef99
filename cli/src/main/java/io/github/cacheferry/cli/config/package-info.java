/**
 * What options are when they are not given on the command line: from the environment, from the
 * repository's {@code .cacheferry.yaml}, from the user's file, in this order. A value becomes an
 * argument in front of the given ones, so that it is read and complained about as if it had been
 * given; the complaint names where it came from. What the repository's file may say is bounded:
 * whoever proposes a change may have written it.
 */
@NullMarked
package io.github.cacheferry.cli.config;

import org.jspecify.annotations.NullMarked;
