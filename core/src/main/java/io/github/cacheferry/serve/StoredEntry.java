package io.github.cacheferry.serve;

import java.time.Instant;

/**
 * An entry as a listing shows it.
 *
 * @param repository the repository's id; empty if the writer's token named none
 * @param size in bytes
 * @param created when it was finalised
 * @param accessed when it was last found or read
 */
public record StoredEntry(
    long id,
    String repository,
    String scope,
    String version,
    String key,
    long size,
    Instant created,
    Instant accessed) {}
