package io.github.cacheferry.cli.command;

import io.github.cacheferry.cli.wrapper.CacheFlags;

/**
 * How a build gets its caches besides the layout that it reads.
 *
 * @param written whether it is to write layouts, for what is saved after it
 * @param direct what the builder reads and writes itself
 */
record BuildCaches(boolean written, CacheFlags direct) {}
