package io.github.cacheferry.testing;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.MediaTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The caches of {@link Fixtures}, read. */
public final class FixtureCaches {
  private static final Pattern MANIFEST = Pattern.compile("\"digest\":\"sha256:([0-9a-f]{64})\"");

  private FixtureCaches() {}

  /** The cache of a layout with one tag, or the first one of several. */
  public static Cache read(String fixture) {
    Matcher manifest = MANIFEST.matcher(new String(Fixtures.resource(fixture + "/index.json")));
    if (!manifest.find()) {
      throw new IllegalArgumentException(fixture);
    }
    try {
      return CacheDocuments.read(
          RawDocument.of(MediaTypes.OCI_MANIFEST, Fixtures.blob(fixture, manifest.group(1))),
          config -> Fixtures.blob(fixture, config.digest().hex()),
          fixture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of one of its blobs. */
  public static byte[] blob(String fixture, Digest digest) {
    return Fixtures.blob(fixture, digest.hex());
  }
}
