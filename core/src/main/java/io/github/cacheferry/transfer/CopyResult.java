package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one target.
 *
 * @param target the exporter's own description
 * @param status the outcome
 * @param published what the target names now, if this run published it
 * @param blobsMoved the blobs whose bytes moved or that were linked
 * @param bytesMoved the bytes that moved; linked ones do not count
 * @param blobsPresent the blobs that were there
 * @param took from the first question to the end
 * @param failure why it failed, if it did
 * @param reason why nothing was sent, if the target may not be written
 */
public record CopyResult(
    String target,
    Status status,
    Optional<CacheExporter.Published> published,
    int blobsMoved,
    long bytesMoved,
    int blobsPresent,
    Duration took,
    Optional<CacheException> failure,
    Optional<String> reason) {}
