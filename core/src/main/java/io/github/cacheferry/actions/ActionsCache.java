package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheExporter.ByteCount;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The Actions cache service as its clients see it: entries that are written once, found by key or
 * by the beginning of one. Safe for use by many threads.
 */
public interface ActionsCache extends AutoCloseable {
  /** Which service this is. */
  ServiceEndpoint endpoint();

  /**
   * The entry with this key or, if there is none, the newest whose key begins with it, in any scope
   * that the token may read.
   *
   * @throws IOException if that cannot be told
   */
  Optional<Entry> find(String key, String version) throws IOException;

  /**
   * Takes the key for an entry, if it is free.
   *
   * @param size its bytes; less than none if that is not known yet
   */
  Reservation reserve(String key, String version, long size) throws IOException;

  /** Sends the payload for a reserved entry; it stays invisible until {@link #commit}. */
  void upload(Reservation.Open reservation, Payload payload, ByteCount progress) throws IOException;

  /** Makes the entry visible. Doing it again after an answer was lost is no error. */
  void commit(Reservation.Open reservation, long size) throws IOException;

  /**
   * The payload's bytes from {@code offset} on, {@code length} of them. The stream goes on by
   * itself when a connection breaks or the signed address expires.
   */
  InputStream open(Entry entry, long offset, long length) throws IOException;

  /**
   * The whole payload, of which only the service knows the length.
   *
   * @param limit the most that is read
   * @throws io.github.cacheferry.cache.CacheException.Corrupt if there is more
   */
  byte[] read(Entry entry, int limit) throws IOException;

  /**
   * Whether the server of this entry's payload answers ranges with just these, so that several can
   * be read at once.
   */
  boolean knowsRanges(Entry entry) throws IOException;

  @Override
  void close();

  /**
   * An entry that can be read.
   *
   * @param key its whole key, which may be longer than the one that was looked for
   * @param version the version that it was looked for with
   * @param url its signed address: a secret, and good for some minutes
   */
  record Entry(String key, String version, String url) {
    @Override
    public String toString() {
      return key;
    }
  }
}
