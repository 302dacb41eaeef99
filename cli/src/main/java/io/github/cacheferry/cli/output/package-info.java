/**
 * The two streams of the process and what is written to them: every text is masked on its way out,
 * bytes and times have one form, and JSON is streamed.
 */
@NullMarked
package io.github.cacheferry.cli.output;

import org.jspecify.annotations.NullMarked;
