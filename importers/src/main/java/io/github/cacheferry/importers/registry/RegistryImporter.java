package io.github.cacheferry.importers.registry;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.DocumentsAtHand;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.registry.RegistryClient;
import io.github.cacheferry.registry.RegistryReference;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Reads a cache from a repository of a registry. */
public final class RegistryImporter implements CacheImporter {
  private final RegistryClient client;

  private RegistryImporter(RegistryClient client) {
    this.client = client;
  }

  /** The attributes of {@code type=registry} where a cache is read. */
  public static SpecSchema schema() {
    return SpecSchema.of("registry").required("ref").flag("registry.insecure");
  }

  /**
   * An importer of the cache that the spec names; nothing is asked yet.
   *
   * @throws io.github.cacheferry.cache.CacheException.Usage if the reference makes no sense
   */
  public static CacheImporter open(SpecValues values, RunContext context) throws IOException {
    RegistryReference reference = RegistryReference.parse(values.require("ref"));
    boolean insecure = values.isTrue("registry.insecure");
    return new RegistryImporter(
        RegistryClient.open(reference, RegistryClient.Use.PULL, insecure, context));
  }

  @Override
  public String describe() {
    return "registry " + client.reference();
  }

  @Override
  public Optional<Cache> load() throws IOException {
    return load(DocumentsAtHand.NONE);
  }

  /** Spares the config's round trip if it is at hand: the manifest tells its digest. */
  @Override
  public Optional<Cache> load(DocumentsAtHand atHand) throws IOException {
    Optional<RawDocument> manifest = client.manifest();
    return manifest.isEmpty()
        ? Optional.empty()
        : Optional.of(
            CacheDocuments.read(manifest.get(), config -> config(config, atHand), describe()));
  }

  private byte[] config(Descriptor config, DocumentsAtHand atHand) throws IOException {
    Optional<byte[]> known = atHand.find(config);
    return known.isPresent() ? known.get() : client.bytes(config);
  }

  @Override
  public BlobSource open(Descriptor blob) {
    return client.blob(blob);
  }

  @Override
  public Set<Digest> absent(Collection<Descriptor> blobs) throws IOException {
    return client.absent(blobs);
  }

  @Override
  public Optional<String> credentials() {
    return client.credentials();
  }

  @Override
  public void close() {
    client.close();
  }
}
