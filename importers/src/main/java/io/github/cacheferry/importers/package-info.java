/** The one place where a spec's type chooses the backend that a cache is read from. */
@NullMarked
package io.github.cacheferry.importers;

import org.jspecify.annotations.NullMarked;
