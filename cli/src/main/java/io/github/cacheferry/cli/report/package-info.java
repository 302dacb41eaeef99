/**
 * What a command says when it is done, as text for people or as one JSON object with a {@code
 * schemaVersion} for scripts.
 */
@NullMarked
package io.github.cacheferry.cli.report;

import org.jspecify.annotations.NullMarked;
