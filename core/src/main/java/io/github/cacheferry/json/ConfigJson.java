package io.github.cacheferry.json;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.CacheConfig;
import java.util.List;

/** The JSON of a cache config. */
public final class ConfigJson {
  private ConfigJson() {}

  /**
   * Reads a config.
   *
   * @param where where it was read, for the message
   * @throws CacheException.Corrupt if BuildKit would refuse it
   */
  public static CacheConfig parse(byte[] json, String where) throws CacheException {
    return ConfigReader.read(json, where).config();
  }

  /**
   * Reads what stands for a cache on a backend without manifests: a config with, at its end, a
   * field of ours that BuildKit passes over.
   *
   * @param where where it was read, for the message
   * @throws CacheException.Corrupt if BuildKit would refuse it
   */
  public static CacheIndex parseIndex(byte[] json, String where) throws CacheException {
    return ConfigReader.read(json, where);
  }

  /** The config as BuildKit writes it: compact, fields in Go's order, no newline at the end. */
  public static byte[] write(CacheConfig config) {
    return ConfigWriter.write(new CacheIndex(config, List.of()));
  }

  /** The same, with what is recorded of the exports that went into it. */
  public static byte[] write(CacheIndex index) {
    return ConfigWriter.write(index);
  }
}
