/**
 * A server of the GitHub Actions cache over a directory, for runners of one's own and for tests. A
 * {@link io.github.cacheferry.serve.ActionsCacheServer} speaks both versions of the service: v1
 * (REST) and v2 (Twirp, with uploads in the dialect of Azure's block blobs). Requests come in
 * through a {@code Router}; one class per service takes them apart; a {@code CacheStore} keeps the
 * entries, each a data file and a small JSON file beside it, so that what is on the disk after a
 * crash is either an entire entry or nothing.
 */
@NullMarked
package io.github.cacheferry.serve;

import org.jspecify.annotations.NullMarked;
