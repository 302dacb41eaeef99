package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.wrapper.CacheFlags;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSecrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The specs that a builder is given as they are, since it reads and writes these backends itself.
 * Those of directories are not among them: the build has one as it is.
 */
final class DirectSpecs {
  /** Backends that only the builder has. Which attributes they know, it knows. */
  private static final Set<String> ITS_OWN = Set.of("s3", "azblob");

  private final List<String> layoutFrom = new ArrayList<>();
  private final List<String> layoutTo = new ArrayList<>();
  private final List<String> from = new ArrayList<>();
  private final List<String> to = new ArrayList<>();

  private DirectSpecs() {}

  /** No spec is. */
  static DirectSpecs none(List<String> from, List<String> to) {
    var specs = new DirectSpecs();
    specs.layoutFrom.addAll(from);
    specs.layoutTo.addAll(to);
    return specs;
  }

  /**
   * All that can be are.
   *
   * @param scoping whose caches they mean
   * @param mode how much is written, whatever the specs say
   * @param soft whether a failed save is to leave the build as it is
   * @throws CacheException.Usage if one of them makes no sense, or says what the builder does not
   *     know or must not be told there
   */
  static DirectSpecs of(
      List<String> from,
      List<String> to,
      Scoping scoping,
      Optional<String> mode,
      boolean soft,
      Redactor redactor)
      throws CacheException.Usage {
    var specs = new DirectSpecs();
    for (String text : from) {
      specs.read(text, Specs.parse(text, redactor), scoping);
    }
    for (String text : to) {
      specs.write(text, Specs.parse(text, redactor), scoping, mode, soft);
    }
    return specs;
  }

  /** What the builder is given. */
  CacheFlags flags() {
    return new CacheFlags(from, to);
  }

  /** What is read by way of the layout. */
  List<String> layoutFrom() {
    return layoutFrom;
  }

  /** What is written by way of the layout. */
  List<String> layoutTo() {
    return layoutTo;
  }

  private void read(String text, CacheSpec spec, Scoping scoping) throws CacheException.Usage {
    if (spec.type().equals("local")) {
      layoutFrom.add(text);
      return;
    }
    if (!ITS_OWN.contains(spec.type())) {
      Importers.check(spec);
    }
    checkPassable(spec);
    for (Scoping.Scoped read : scoping.reads(spec)) {
      from.add(read.spec().toString());
    }
  }

  private void write(
      String text, CacheSpec spec, Scoping scoping, Optional<String> mode, boolean soft)
      throws CacheException.Usage {
    if (spec.type().equals("local")) {
      layoutTo.add(text);
      return;
    }
    if (!ITS_OWN.contains(spec.type())) {
      Exporters.check(spec);
    }
    checkPassable(spec);
    if (scoping.trouble().isPresent()) {
      return; // another branch's cache may be where the spec says
    }
    CacheSpec scoped = scoping.write(spec);
    Map<String, String> attributes = new LinkedHashMap<>(scoped.attributes());
    attributes.putIfAbsent("mode", "max");
    mode.ifPresent(asked -> attributes.put("mode", asked));
    if (soft) {
      attributes.putIfAbsent("ignore-error", "true");
    }
    to.add(new CacheSpec(scoped.type(), attributes).toString());
  }

  private static void checkPassable(CacheSpec spec) throws CacheException.Usage {
    for (Map.Entry<String, String> attribute : spec.attributes().entrySet()) {
      String name = attribute.getKey();
      if (name.equals("pack")) {
        throw unpassable(
            spec,
            name,
            "is one that only cacheferry knows",
            "Leave it out, or leave out --direct.");
      }
      if (SpecSecrets.isSecret(name)) {
        throw unpassable(
            spec,
            name,
            "is a secret, and other users of the machine can read a command's arguments",
            instead(spec.type(), name));
      }
      if (SpecSecrets.holdsCredentials(attribute.getValue())) {
        throw unpassable(
            spec,
            name,
            "has credentials in it, and other users of the machine can read a command's arguments",
            "Give the address without them, or leave out --direct.");
      }
    }
  }

  private static String instead(String type, String name) {
    return switch (type) {
      case "gha" ->
          name.equals("token")
              ? "Leave it out: the build takes ACTIONS_RUNTIME_TOKEN from its environment."
              : "Leave repository and ghtoken out: the builder then asks blob by blob.";
      case "s3" ->
          "Leave it out: the build takes AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and"
              + " AWS_SESSION_TOKEN from its environment.";
      case "azblob" ->
          "Leave it out, and give the builder itself an identity (AZURE_CLIENT_ID,"
              + " AZURE_CLIENT_SECRET, AZURE_TENANT_ID).";
      default -> "Leave it out, or leave out --direct.";
    };
  }

  private static CacheException.Usage unpassable(
      CacheSpec spec, String name, String reason, String advice) {
    return new CacheException.Usage(
        new Problem(
            "pass a cache of type=" + spec.type() + " on to the build with --direct",
            "",
            "its attribute " + name + " " + reason,
            advice));
  }
}
