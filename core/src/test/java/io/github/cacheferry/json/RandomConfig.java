package io.github.cacheferry.json;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerAnnotations;
import io.github.cacheferry.model.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes sound configs of any form. */
final class RandomConfig {
  private static final String LETTERS =
      "a<>&\"\\/\b\f\n\r\t\u0000\u001f\u007fü€\u2028\u2029😀{}[]:,";

  private final Random random;
  private int layers;
  private int records;

  RandomConfig(Random random) {
    this.random = random;
  }

  CacheConfig config() {
    layers = random.nextInt(8);
    records = random.nextInt(8);
    return new CacheConfig(
        IntStream.range(0, layers).mapToObj(this::layer).toList(),
        Stream.generate(this::record).limit(records).toList());
  }

  private CacheLayer layer(int index) {
    // A parent before its child makes no loop; -1 is none.
    int parent = random.nextInt(index + 1) - 1;
    return new CacheLayer(digest(), parent, maybe(this::annotations));
  }

  private LayerAnnotations annotations() {
    return new LayerAnnotations(text(), maybe(this::digest), random.nextLong(1L << 44), time());
  }

  private CacheRecord record() {
    return new CacheRecord(
        layers == 0
            ? List.of()
            : some(() -> new CacheRecord.Result(random.nextInt(layers), maybe(this::time))),
        layers == 0
            ? List.of()
            : some(
                () -> new CacheRecord.Chain(some(() -> random.nextInt(layers)), maybe(this::time))),
        text(),
        some(() -> some(() -> new CacheRecord.Input(text(), random.nextInt(records)))));
  }

  private Timestamp time() {
    return switch (random.nextInt(3)) {
      case 0 -> Timestamp.UNKNOWN;
      case 1 -> new Timestamp("2026-11-21T08:45:10.120+05:30");
      default ->
          Timestamp.of(Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
    };
  }

  private Digest digest() {
    byte[] bytes = new byte[1];
    random.nextBytes(bytes);
    return Digest.of(bytes);
  }

  private String text() {
    int[] points = LETTERS.codePoints().toArray();
    var text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> List<T> some(Supplier<T> item) {
    return Stream.generate(item).limit(random.nextInt(4)).toList();
  }
}
