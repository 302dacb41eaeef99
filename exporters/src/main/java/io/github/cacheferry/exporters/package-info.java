/** The one place where a spec's type chooses the backend that a cache is written to. */
@NullMarked
package io.github.cacheferry.exporters;

import org.jspecify.annotations.NullMarked;
