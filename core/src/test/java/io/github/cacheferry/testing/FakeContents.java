package io.github.cacheferry.testing;

import io.github.cacheferry.model.Digest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The repositories of a fake registry. */
final class FakeContents {
  private final Map<String, Map<Digest, byte[]>> blobs = new ConcurrentHashMap<>();
  private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();

  Digest putBlob(String repository, byte[] bytes) {
    Digest digest = Digest.of(bytes);
    blobs.computeIfAbsent(repository, name -> new ConcurrentHashMap<>()).put(digest, bytes);
    return digest;
  }

  void removeBlob(String repository, Digest blob) {
    blobs.getOrDefault(repository, new ConcurrentHashMap<>()).remove(blob);
  }

  Map<Digest, byte[]> blobs(String repository) {
    return Map.copyOf(blobs.getOrDefault(repository, Map.of()));
  }

  Optional<byte[]> blob(String repository, Digest digest) {
    return Optional.ofNullable(blobs.getOrDefault(repository, Map.of()).get(digest));
  }

  /** A blob of any repository. */
  Optional<byte[]> blob(Digest digest) {
    return blobs.values().stream()
        .filter(repository -> repository.containsKey(digest))
        .map(repository -> repository.get(digest))
        .findFirst();
  }

  Digest putManifest(String repository, String tag, String mediaType, byte[] bytes) {
    Digest digest = Digest.of(bytes);
    manifests.put(repository + "@" + digest, new Manifest(mediaType, bytes));
    manifests.put(repository + "@" + tag, new Manifest(mediaType, bytes));
    return digest;
  }

  Optional<Manifest> manifest(String repository, String qualifier) {
    return Optional.ofNullable(manifests.get(repository + "@" + qualifier));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Manifest(String mediaType, byte[] bytes) {}
}
