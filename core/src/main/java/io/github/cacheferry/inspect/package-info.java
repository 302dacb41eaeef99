/**
 * What a cache holds and whether it is whole: a summary for people and scripts, and the check of
 * every blob.
 */
@NullMarked
package io.github.cacheferry.inspect;

import org.jspecify.annotations.NullMarked;
