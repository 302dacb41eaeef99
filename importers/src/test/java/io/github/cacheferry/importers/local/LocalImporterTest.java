package io.github.cacheferry.importers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LocalImporterTest {
  static final List<String> FIXTURES = Fixtures.SINGLE_TAG;

  private final List<String> warnings = new ArrayList<>();
  @TempDir Path temp;

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void everyCacheThatBuildKitWroteIsReadWithItsBytes(String fixture) throws IOException {
    Path dir = Fixtures.copy(fixture, temp.resolve("cache"));
    try (CacheImporter importer = importer("src=" + dir)) {
      Cache cache = importer.load().orElseThrow();

      assertThat(cache.config().layers()).isNotEmpty();
      assertThat(importer.absent(cache.blobs().values())).isEmpty();
      CacheDocuments documents = CacheDocuments.of(cache, Optional.empty());
      assertThat(blobsOf(dir))
          .contains(
              documents.manifest().descriptor().digest(), documents.config().descriptor().digest());
      for (Descriptor blob : cache.blobs().values()) {
        BlobSource source = importer.open(blob);
        assertThat(source.file()).contains(dir.toRealPath().resolve("blobs/sha256/" + hex(blob)));
        try (InputStream in = source.openVerified()) {
          assertThat(in.readAllBytes()).hasSize((int) blob.size());
        }
      }
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void eachTagLeadsToItsOwnCache() throws IOException {
    Path dir = Fixtures.copy("two-tags", temp.resolve("cache"));
    Digest main = manifest(load("src=" + dir + ",tag=main").orElseThrow());
    Digest feature = manifest(load("src=" + dir + ",tag=feature").orElseThrow());

    assertThat(main).isNotEqualTo(feature);
    assertThat(load("src=" + dir)).isEmpty();
    assertThat(load("src=" + dir + ",tag=other")).isEmpty();
  }

  @Test
  void theDigestCountsMoreThanTheTag() throws IOException {
    Path dir = Fixtures.copy("two-tags", temp.resolve("cache"));
    Digest main = manifest(load("src=" + dir + ",tag=main").orElseThrow());

    Cache cache = load("src=" + dir + ",tag=feature,digest=" + main).orElseThrow();
    assertThat(manifest(cache)).isEqualTo(main);
    assertThat(cache.manifestDocument().orElseThrow().descriptor().mediaType())
        .isEqualTo("application/vnd.oci.image.manifest.v1+json");
  }

  @Test
  void aDigestNeedsNoIndex() throws IOException {
    Path dir = Fixtures.copy("max-docker-index", temp.resolve("cache"));
    Digest digest = manifest(load("src=" + dir).orElseThrow());
    Files.delete(dir.resolve("index.json"));

    assertThat(load("src=" + dir)).isEmpty();
    Cache cache = load("src=" + dir + ",digest=" + digest).orElseThrow();
    assertThat(manifest(cache)).isEqualTo(digest);
    assertThat(cache.manifestDocument().orElseThrow().descriptor().mediaType())
        .isEqualTo("application/vnd.docker.distribution.manifest.list.v2+json");
  }

  @Test
  void aDigestOfSomethingElseIsAClearError() throws IOException {
    Path dir = Fixtures.copy("max-image-manifest", temp.resolve("cache"));
    Cache cache = load("src=" + dir).orElseThrow();
    Digest layer = cache.blobs().keySet().iterator().next();

    assertThatThrownBy(() -> load("src=" + dir + ",digest=" + layer))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("could not read the cache manifest")
        .hasMessageContaining(layer.toString());
    assertThatThrownBy(() -> load("src=" + dir + ",digest=sha256:abc"))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("digest=sha256:abc is no digest");
    Digest nothing = Digest.of(new byte[] {1});
    assertThat(load("src=" + dir + ",digest=" + nothing)).isEmpty();
    assertThat(warnings).singleElement().asString().contains(nothing.toString());
  }

  @Test
  void aMissingDirectoryIsNoCacheAndIsNotCreated() throws IOException {
    Path dir = temp.resolve("nothing");
    assertThat(load("src=" + dir)).isEmpty();
    assertThat(dir).doesNotExist();
    assertThat(load("src=" + temp)).isEmpty();
  }

  @Test
  void relativeDirectoriesAreRelativeToTheRun() throws IOException {
    try (CacheImporter importer = importer("src=no/such")) {
      assertThat(importer.describe())
          .isEqualTo("local " + Path.of("").toAbsolutePath().resolve("no/such") + ":latest");
    }
  }

  @Test
  void theOnlyManifestOfAnotherToolNeedsNoName() throws IOException {
    Path dir = Fixtures.copy("max-image-manifest", temp.resolve("cache"));
    Path index = dir.resolve("index.json");
    String text = Files.readString(index);
    Files.writeString(
        index, text.replaceFirst(",\"annotations\":\\{[^}]*}", "").replace("{", "\n {"));

    assertThat(load("src=" + dir)).isPresent();
    assertThat(load("src=" + dir + ",tag=latest")).isEmpty();
  }

  @Test
  void anIndexThatNamesAnAbsentManifestIsAWarning() throws IOException {
    Path dir = Fixtures.copy("max-image-manifest", temp.resolve("cache"));
    Digest digest = manifest(load("src=" + dir).orElseThrow());
    Files.delete(dir.resolve("blobs/sha256").resolve(digest.hex()));

    assertThat(load("src=" + dir)).isEmpty();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("names the manifest " + digest)
        .contains("export again");
  }

  @Test
  void damagedDocumentsAreCorrupt() throws IOException {
    Path dir = Fixtures.copy("max-image-manifest", temp.resolve("cache"));
    Cache cache = load("src=" + dir).orElseThrow();
    Path config =
        dir.resolve("blobs/sha256")
            .resolve(cache.configDocument().orElseThrow().descriptor().digest().hex());
    byte[] bytes = Files.readAllBytes(config);
    bytes[bytes.length / 2] ^= 1;
    Files.write(config, bytes);
    assertThatThrownBy(() -> load("src=" + dir))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("its bytes have the digest");

    Files.delete(config);
    assertThatThrownBy(() -> load("src=" + dir))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("which is not in the directory");
  }

  @Test
  void truncatedAndMissingBlobsAreAbsent() throws IOException {
    Path dir = Fixtures.copy("max-image-manifest", temp.resolve("cache"));
    try (CacheImporter importer = importer("src=" + dir)) {
      Cache cache = importer.load().orElseThrow();
      List<Descriptor> blobs = List.copyOf(cache.blobs().values());
      Path truncated = dir.resolve("blobs/sha256").resolve(hex(blobs.get(0)));
      Files.write(truncated, new byte[] {1, 2, 3});
      Files.delete(dir.resolve("blobs/sha256").resolve(hex(blobs.get(1))));

      assertThat(importer.absent(cache.blobs().values()))
          .containsExactlyInAnyOrder(blobs.get(0).digest(), blobs.get(1).digest());
      BlobSource source = importer.open(blobs.get(0));
      assertThat(source.file()).isEmpty();
      assertThatThrownBy(source::openVerified)
          .isInstanceOf(CacheException.NotFound.class)
          .hasMessageContaining("it is not there with its " + blobs.get(0).size() + " bytes");
    }
  }

  @Test
  void aRangeOfABlobCanBeRead() throws IOException {
    Path dir = Fixtures.copy("max-image-manifest", temp.resolve("cache"));
    try (CacheImporter importer = importer("src=" + dir)) {
      Descriptor blob = importer.load().orElseThrow().blobs().values().iterator().next();
      byte[] all = Files.readAllBytes(dir.resolve("blobs/sha256").resolve(hex(blob)));
      try (InputStream in = importer.open(blob).open(10, 20)) {
        assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(all, 10, 30));
      }
    }
  }

  @Test
  void anIndexThatMakesNoSenseIsCorrupt() throws IOException {
    Files.writeString(temp.resolve("index.json"), "{\"manifests\":[");
    assertThatThrownBy(() -> load("src=" + temp))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("could not read index.json (local " + temp.toRealPath());
    assertThat(temp.resolve("index.json.lock")).doesNotExist();
  }

  private CacheImporter importer(String attributes) throws CacheException {
    return LocalImporter.open(
        LocalImporter.schema().check(CacheSpec.parse("type=local," + attributes)),
        Runs.watchedBy(
            new TransferListener() {
              @Override
              public void warned(String message) {
                warnings.add(message);
              }
            }));
  }

  private Optional<Cache> load(String attributes) throws IOException {
    try (CacheImporter importer = importer(attributes)) {
      return importer.load();
    }
  }

  private static Digest manifest(Cache cache) {
    return cache.manifestDocument().orElseThrow().descriptor().digest();
  }

  private static String hex(Descriptor blob) {
    return blob.digest().hex();
  }

  private static List<Digest> blobsOf(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("blobs/sha256"))) {
      return files.map(file -> new Digest(file.getFileName().toString())).toList();
    }
  }
}
