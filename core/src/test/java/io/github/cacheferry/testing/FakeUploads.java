package io.github.cacheferry.testing;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The uploads that are under way in a fake registry, by their path. */
final class FakeUploads {
  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();

  /** Begins one; its path. */
  String begin(String repository) {
    String path = "/v2/" + repository + "/blobs/uploads/" + UUID.randomUUID();
    uploads.put(path, new ByteArrayOutputStream());
    return path;
  }

  /** Adds bytes; what has arrived in all. Empty if there is no such upload. */
  Optional<byte[]> arrived(String path, byte[] bytes) {
    ByteArrayOutputStream upload = uploads.get(path);
    if (upload == null) {
      return Optional.empty();
    }
    upload.writeBytes(bytes);
    return Optional.of(upload.toByteArray());
  }

  boolean end(String path) {
    return uploads.remove(path) != null;
  }

  int open() {
    return uploads.size();
  }
}
