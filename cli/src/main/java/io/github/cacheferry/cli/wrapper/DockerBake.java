package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code docker buildx bake}: the targets of its files. */
public final class DockerBake implements ManyBuilds, ByBuildx {
  private static final Set<String> FILE = Set.of("-f", "--file");
  private static final Set<String> INPUT = Set.of("-f-", "-f=-", "--file=-");

  private final CommandWords bake;
  private final BakeCaches caches;

  private DockerBake(CommandWords bake, BakeCaches caches) {
    this.bake = bake;
    this.caches = caches;
  }

  static Optional<DockerBake> of(CommandWords command) {
    CommandWords verb = Docker.verb(command);
    boolean bakes =
        Docker.isBuildx(command) && (verb.word().equals("bake") || verb.word().equals("f"));
    return bakes ? Optional.of(new DockerBake(verb, BakeCaches.unknown())) : Optional.empty();
  }

  /** The same command, of whose targets' own caches this is told by what its listing printed. */
  public DockerBake keeping(String printed) {
    return new DockerBake(bake, BakeCaches.of(printed));
  }

  @Override
  public boolean readsInput() {
    List<String> words = bake.rest();
    for (int i = 1; i < words.size() && !words.get(i).equals("--"); i++) {
      boolean isNext = FILE.contains(words.get(i - 1)) && words.get(i).equals("-");
      if (isNext || INPUT.contains(words.get(i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<String> asking(List<String> question, Map<String, String> environment) {
    return Docker.aboutBuilder(bake, question, environment);
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
              more.addAll(set(target, "cache-from", own.from()));
              more.addAll(set(target, "cache-to", own.to()));
            });
    return new Rewritten(bake.append(more), Map.of());
  }

  /**
   * With {@code =} and the target's own caches repeated: a target that inherits from another would
   * get that one's directory, too, if it were only added to; and {@code +=} behind a {@code =} of
   * the user's makes bake add all that he meant to replace (buildx 0.29). What is there twice is
   * one to bake.
   */
  private List<String> set(String target, String key, List<String> specs) {
    var words = new ArrayList<String>();
    if (specs.isEmpty()) {
      return words;
    }
    Optional<List<String>> own = caches.own(target, key);
    String name = target + "." + key + (own.isPresent() ? "=" : "+=");
    own.ifPresent(all -> all.forEach(spec -> words.addAll(List.of("--set", name + spec))));
    specs.forEach(spec -> words.addAll(List.of("--set", name + spec)));
    return words;
  }
}
