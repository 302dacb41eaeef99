package io.github.cacheferry.cli.wrapper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code docker buildx bake}: several targets at once. Each needs a layout of its own, since
 * targets that write to one directory replace each other's cache.
 */
public final class DockerBake implements BuildTool {
  private static final JsonFactory JSON = new JsonFactory();

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

  /** The command that prints what would be built, for {@link #targets}. */
  public List<String> listing() {
    return bake.insert(List.of("--print"));
  }

  /**
   * The names of the targets.
   *
   * @param printed what {@link #listing} printed
   * @throws CacheException.Unsupported if that is not what bake prints
   */
  public List<String> targets(String printed) throws CacheException.Unsupported {
    var targets = new ArrayList<String>();
    try (JsonParser json = JSON.createParser(printed)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw unreadable("bake printed no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals("target");
        if (json.nextToken() == JsonToken.START_OBJECT && wanted) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            targets.add(json.currentName());
            json.nextToken();
            json.skipChildren();
          }
        } else {
          json.skipChildren();
        }
      }
      return targets;
    } catch (CacheException.Unsupported e) {
      throw e;
    } catch (IOException e) {
      throw unreadable("bake printed what is no JSON");
    }
  }

  /**
   * The command with these caches besides those that the files and the user give the targets.
   *
   * @param flags the caches of each target
   * @param directories where bake must be allowed to read and write
   */
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

  private static CacheException.Unsupported unreadable(String reason) {
    return new CacheException.Unsupported(Problem.of("read bake's targets", "", reason));
  }

  /** {@code +=} adds to what the target has; {@code =} would replace it. */
  private static List<String> set(String target, String key, String spec) {
    return List.of("--set", target + "." + key + "+=" + spec);
  }
}
