package io.github.cacheferry.json;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerAnnotations;
import io.github.cacheferry.model.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes a cache config field for field as BuildKit does: empty fields and a parent of 0 are left
 * out.
 */
final class ConfigWriter {
  private static final int BYTES_PER_RECORD = 400;

  private ConfigWriter() {}

  static byte[] write(CacheIndex index) {
    CacheConfig config = index.config();
    var out =
        new StringBuilder(
            64 + BYTES_PER_RECORD * (config.layers().size() + config.records().size()));
    out.append('{');
    if (!config.layers().isEmpty()) {
      GoJson.field(out, "layers");
      list(out, config.layers(), ConfigWriter::layer);
    }
    if (!config.records().isEmpty()) {
      GoJson.field(out, "records");
      list(out, config.records(), ConfigWriter::record);
    }
    if (!index.contributions().isEmpty()) {
      text(out, ContributionsJson.ANNOTATION, ContributionsJson.write(index.contributions()));
    }
    return GoJson.bytes(out.append('}'));
  }

  private static void layer(StringBuilder out, CacheLayer layer) {
    out.append('{');
    text(out, "blob", layer.blob().toString());
    if (layer.parent() != 0) {
      GoJson.field(out, "parent").append(layer.parent());
    }
    layer.annotations().ifPresent(annotations -> annotations(out, annotations));
    out.append('}');
  }

  private static void annotations(StringBuilder out, LayerAnnotations annotations) {
    GoJson.field(out, "annotations").append('{');
    text(out, "mediaType", annotations.mediaType());
    text(out, "diffID", annotations.diffId().map(Digest::toString).orElse(""));
    if (annotations.size() != 0) {
      GoJson.field(out, "size").append(annotations.size());
    }
    text(out, "createdAt", annotations.createdAt().text());
    out.append('}');
  }

  private static void record(StringBuilder out, CacheRecord record) {
    out.append('{');
    if (!record.results().isEmpty()) {
      GoJson.field(out, "layers");
      list(out, record.results(), ConfigWriter::result);
    }
    if (!record.chains().isEmpty()) {
      GoJson.field(out, "chains");
      list(out, record.chains(), ConfigWriter::chain);
    }
    text(out, "digest", record.digest());
    if (!record.inputs().isEmpty()) {
      GoJson.field(out, "inputs");
      list(out, record.inputs(), (to, inputs) -> list(to, inputs, ConfigWriter::input));
    }
    out.append('}');
  }

  private static void result(StringBuilder out, CacheRecord.Result result) {
    out.append('{');
    GoJson.field(out, "layer").append(result.layer());
    time(out, result.createdAt());
    out.append('}');
  }

  private static void chain(StringBuilder out, CacheRecord.Chain chain) {
    out.append('{');
    GoJson.field(out, "layers");
    list(out, chain.layers(), StringBuilder::append);
    time(out, chain.createdAt());
    out.append('}');
  }

  private static void input(StringBuilder out, CacheRecord.Input input) {
    out.append('{');
    text(out, "selector", input.selector());
    GoJson.field(out, "link").append(input.link());
    out.append('}');
  }

  private static void time(StringBuilder out, Optional<Timestamp> time) {
    time.ifPresent(known -> text(out, "createdAt", known.text()));
  }

  private static void text(StringBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      GoJson.string(GoJson.field(out, name), value);
    }
  }

  private static <T> void list(
      StringBuilder out, List<T> items, BiConsumer<StringBuilder, T> item) {
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      item.accept(out, items.get(i));
    }
    out.append(']');
  }
}
