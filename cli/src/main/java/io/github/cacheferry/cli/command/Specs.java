package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSecrets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the specs on the command line, all before any I/O. */
final class Specs {
  /** What only {@code --cache-to} has, and what a pasted spec may therefore bring along. */
  private static final Set<String> ONLY_TO =
      Set.of(
          "mode",
          "ignore-error",
          "image-manifest",
          "oci-mediatypes",
          "compression",
          "compression-level",
          "force-compression",
          "reset",
          "pack");

  private Specs() {}

  /** The source that the spec names. */
  static Importers.ImporterSpec source(String text, Redactor redactor) throws CacheException.Usage {
    return Importers.check(parse(text, redactor));
  }

  /** The source that the spec names in the job's own scope. */
  static Importers.ImporterSpec source(String text, Scoping scoping, Redactor redactor)
      throws CacheException.Usage {
    return Importers.check(scoping.read(source(text, redactor).spec()));
  }

  /** The same, of a spec that may also be one for {@code --cache-to}. */
  static Importers.ImporterSpec anySource(String text, Scoping scoping, Redactor redactor)
      throws CacheException.Usage {
    return Importers.check(scoping.certain().read(anySource(parse(text, redactor)).spec()));
  }

  /** The source that a spec names, which may also be one for {@code --cache-to}. */
  static Importers.ImporterSpec anySource(CacheSpec spec) throws CacheException.Usage {
    var attributes = new LinkedHashMap<String, String>(spec.attributes());
    attributes.keySet().removeAll(ONLY_TO);
    if (spec.type().equals("local") && !attributes.containsKey("src")) {
      String dest = attributes.remove("dest");
      if (dest != null) {
        attributes.put("src", dest);
      }
    }
    return Importers.check(new CacheSpec(spec.type(), attributes));
  }

  /**
   * The target that is the very place of this source.
   *
   * @param source a source's spec, as {@link #anySource} has it
   * @param given the same spec as it was given, which may tell how the cache is stored there
   * @throws CacheException.Usage if it names a cache by its digest: that cannot be another one
   */
  static Exporters.ExporterSpec inPlace(CacheSpec source, CacheSpec given)
      throws CacheException.Usage {
    var attributes = new LinkedHashMap<String, String>(source.attributes());
    if (attributes.getOrDefault("ref", "").contains("@")
        || !attributes.getOrDefault("digest", "").isEmpty()) {
      throw new CacheException.Usage(
          new Problem(
              "change the cache at " + source,
              "",
              "it is named by its digest",
              "Name another place for what is sound of it with --cache-to."));
    }
    attributes.remove("digest");
    if (source.type().equals("local")) {
      String src = attributes.remove("src");
      attributes.put("dest", src == null ? "" : src);
    }
    String pack = given.attributes().get("pack");
    if (pack != null) {
      attributes.put("pack", pack);
    }
    return Exporters.check(new CacheSpec(source.type(), attributes));
  }

  /**
   * The targets that the specs name, in the job's own scope.
   *
   * @param soft whether a failure of any of them is only a warning
   */
  static List<SaveTarget> targets(
      List<String> texts, Scoping scoping, boolean soft, Redactor redactor)
      throws CacheException.Usage {
    var targets = new ArrayList<SaveTarget>();
    var seen = new HashSet<String>();
    for (String text : texts) {
      CacheSpec spec = scoping.write(Exporters.check(parse(text, redactor)).spec());
      if (!seen.add(spec.toString())) {
        throw new CacheException.Usage(
            Problem.of("use --cache-to " + text, "", "it is given twice"));
      }
      var checked = Exporters.check(spec);
      boolean min = checked.values().text("mode").filter("min"::equals).isPresent();
      targets.add(new SaveTarget(checked, min, soft || checked.values().isTrue("ignore-error")));
    }
    return targets;
  }

  /**
   * The failure to open the place that a spec names, if it is the spec that makes no sense. Where
   * GitHub's cache service is, the step's environment tells; that it does not is no fault of the
   * command line.
   */
  static Optional<CacheException.Usage> senseless(CacheSpec spec, CacheException failure) {
    return failure instanceof CacheException.Usage usage && !spec.type().equals("gha")
        ? Optional.of(usage)
        : Optional.empty();
  }

  /** Reads a spec, and makes its secrets known first. */
  static CacheSpec parse(String text, Redactor redactor) throws CacheException.Usage {
    SpecSecrets.learn(text, redactor);
    return CacheSpec.parse(text);
  }
}
