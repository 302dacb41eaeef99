package io.github.cacheferry.json;

import io.github.cacheferry.model.CacheManifest;
import io.github.cacheferry.testing.Fixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The manifests and configs of all fixtures, found without the code under test. */
final class FixtureDocuments {
  private static final Pattern MANIFEST = Pattern.compile("\"digest\":\"sha256:([0-9a-f]{64})\"");

  private FixtureDocuments() {}

  /** Every manifest that an index names. */
  static List<Named> manifests() {
    var manifests = new ArrayList<Named>();
    Stream.concat(Fixtures.SINGLE_TAG.stream(), Stream.of("two-tags"))
        .forEach(
            fixture -> {
              Matcher found =
                  MANIFEST.matcher(new String(Fixtures.resource(fixture + "/index.json")));
              while (found.find()) {
                manifests.add(new Named(fixture, Fixtures.blob(fixture, found.group(1))));
              }
            });
    return manifests;
  }

  /** The config of each of them. */
  static List<Named> configs() throws IOException {
    var configs = new ArrayList<Named>();
    for (Named manifest : manifests()) {
      CacheManifest parsed = ManifestJson.parse(manifest.bytes(), manifest.fixture());
      configs.add(
          new Named(
              manifest.fixture(),
              Fixtures.blob(manifest.fixture(), parsed.config().digest().hex())));
    }
    return configs;
  }

  /** A document of a fixture. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Named(String fixture, byte[] bytes) {
    @Override
    public String toString() {
      return fixture;
    }
  }
}
