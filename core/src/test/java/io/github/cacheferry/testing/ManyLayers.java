package io.github.cacheferry.testing;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.BoundedStream;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A cache of layers of random bytes, one on the other, each a record's result. */
public final class ManyLayers implements CacheImporter {
  private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
  private final Cache cache;

  /**
   * Layers of these sizes; those of the same seed begin alike.
   *
   * @param made when the results were made
   */
  public ManyLayers(long seed, Instant made, int... sizes) {
    var layers = new ArrayList<CacheLayer>();
    var records = new ArrayList<CacheRecord>();
    var descriptors = new LinkedHashMap<Digest, Descriptor>();
    var random = new Random(seed);
    for (int i = 0; i < sizes.length; i++) {
      byte[] bytes = new byte[sizes[i]];
      random.nextBytes(bytes);
      Digest digest = Digest.of(bytes);
      blobs.put(digest, bytes);
      var annotations = new TreeMap<String, String>();
      annotations.put(Descriptor.UNCOMPRESSED, digest.toString());
      descriptors.put(
          digest,
          new Descriptor(
              "application/vnd.oci.image.layer.v1.tar+gzip", digest, bytes.length, annotations));
      layers.add(CacheLayer.of(digest, i - 1));
      var result = new CacheRecord.Result(i, Optional.of(Timestamp.of(made)));
      records.add(new CacheRecord(List.of(result), List.of(), digest.toString(), List.of()));
    }
    cache = Cache.made(new CacheConfig(layers, records), descriptors, "test");
  }

  /** The bytes of every blob. */
  public Map<Digest, byte[]> blobs() {
    return blobs;
  }

  @Override
  public String describe() {
    return "test";
  }

  @Override
  public Optional<Cache> load() {
    return Optional.of(cache);
  }

  @Override
  public BlobSource open(Descriptor blob) {
    return new BlobSource() {
      @Override
      public Descriptor descriptor() {
        return blob;
      }

      @Override
      public InputStream open(long offset, long length) throws IOException {
        InputStream in = new ByteArrayInputStream(blobs.get(blob.digest()));
        in.skipNBytes(offset);
        return new BoundedStream(in, length);
      }
    };
  }

  @Override
  public Set<Digest> absent(Collection<Descriptor> wanted) {
    return Set.of();
  }

  @Override
  public void close() {}
}
