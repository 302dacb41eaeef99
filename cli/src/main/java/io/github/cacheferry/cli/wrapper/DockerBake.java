package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code docker buildx bake}: the targets of its files. */
public final class DockerBake implements ManyBuilds {
  private final CommandWords bake;

  private DockerBake(CommandWords bake) {
    this.bake = bake;
  }

  static Optional<DockerBake> of(CommandWords command) {
    CommandWords verb = Docker.verb(command);
    boolean bakes =
        Docker.isBuildx(command) && (verb.word().equals("bake") || verb.word().equals("f"));
    return bakes ? Optional.of(new DockerBake(verb)) : Optional.empty();
  }

  @Override
  public List<String> listing() {
    return bake.insert(List.of("--print"));
  }

  @Override
  public List<String> targets(String printed) throws CacheException.Unsupported {
    return new Listing("bake").names(printed, "target", "");
  }

  /** Bake has to be allowed to read and write outside of the working directory. */
  @Override
  public Rewritten with(Map<String, CacheFlags> flags, List<String> directories) {
    var more = new ArrayList<String>();
    for (String directory : directories) {
      more.addAll(List.of("--allow", "fs=" + directory));
    }
    new TreeMap<>(flags)
        .forEach(
            (target, own) -> {
              own.from().forEach(spec -> more.addAll(set(target, "cache-from", spec)));
              own.to().forEach(spec -> more.addAll(set(target, "cache-to", spec)));
            });
    return new Rewritten(bake.append(more), Map.of());
  }

  /** {@code +=} adds to what the target has; {@code =} would replace it. */
  private static List<String> set(String target, String key, String spec) {
    return List.of("--set", target + "." + key + "+=" + spec);
  }
}
