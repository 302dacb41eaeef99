package io.github.cacheferry.serve;

import java.time.Instant;

/**
 * A finished entry.
 *
 * @param id given when it was reserved, never given twice
 * @param size of its data in bytes
 * @param sequence the place in the order of finalising: of two entries, the newer has the greater
 * @param created when it was finalised
 */
record Entry(long id, EntryName name, long size, long sequence, Instant created) {}
