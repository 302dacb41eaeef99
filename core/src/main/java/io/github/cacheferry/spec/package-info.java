/**
 * Cache specs: BuildKit's comma-separated words for where a cache is, checked against what a
 * backend understands.
 */
@NullMarked
package io.github.cacheferry.spec;

import org.jspecify.annotations.NullMarked;
