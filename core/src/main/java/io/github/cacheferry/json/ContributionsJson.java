package io.github.cacheferry.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.model.TrustTier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JSON of the exports that went into a cache. It stands where BuildKit looks for nothing: in an
 * annotation of the manifest, or in a field of its own of an index without a manifest.
 */
final class ContributionsJson {
  /** The manifest's annotation. */
  static final String ANNOTATION = "io.github.cacheferry.contributions";

  /**
   * The most exports that are recorded with a cache; the oldest are forgotten. There may be fewer,
   * where these would be too long to be read again.
   */
  static final int MOST = 64;

  private static final int LONGEST = 1 << 18;

  private ContributionsJson() {}

  /** A JSON array of these, oldest first. */
  static String write(List<Contribution> contributions) {
    int most = MOST;
    String text = array(remembered(contributions, most));
    while (text.length() > LONGEST) {
      most = most * 3 / 4; // one alone is always short enough
      text = array(remembered(contributions, most));
    }
    return text;
  }

  private static String array(List<Contribution> contributions) {
    var out = new StringBuilder("[");
    for (Contribution contribution : contributions) {
      write(out.append(out.length() > 1 ? "," : ""), contribution);
    }
    return out.append(']').toString();
  }

  private static List<Contribution> remembered(List<Contribution> all, int most) {
    List<Contribution> newest = newest(all, most);
    List<Contribution> remembered = Contribution.remembered(newest, all);
    return remembered.size() <= most
        ? remembered
        : Contribution.remembered(newest(all, most - 1), all);
  }

  private static List<Contribution> newest(List<Contribution> all, int count) {
    List<Contribution> byAge = all.stream().sorted(Contribution.BY_AGE).toList();
    return byAge.subList(Math.max(0, byAge.size() - count), byAge.size());
  }

  private static void write(StringBuilder out, Contribution contribution) {
    out.append('{');
    text(out, "id", contribution.id());
    text(out, "at", contribution.at().text());
    text(out, "tier", contribution.tier().map(TrustTier::wire).orElse(""));
    text(out, "repository", contribution.repository());
    text(out, "ref", contribution.ref());
    text(out, "run", contribution.run());
    text(out, "target", contribution.target());
    text(out, "platform", contribution.platform());
    GoJson.field(out, "leaves").append('[');
    for (String leaf : contribution.leaves()) {
      out.append(out.charAt(out.length() - 1) == '[' ? "" : ",");
      GoJson.string(out, leaf);
    }
    out.append("]}");
  }

  private static void text(StringBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      GoJson.string(GoJson.field(out, name), value);
    }
  }

  /**
   * Reads what {@link #write} wrote. What somebody else may have put there instead says nothing of
   * the cache: of text that is too long or malformed nothing is taken, so that the cache's writer
   * counts as unknown.
   */
  static List<Contribution> parse(String text) {
    if (text.length() > LONGEST) {
      return List.of();
    }
    try (JsonParser json = GoJson.parser(text.getBytes(StandardCharsets.UTF_8))) {
      json.nextToken();
      List<Contribution> contributions = read(json);
      return json.nextToken() == null ? contributions : List.of();
    } catch (IOException | IllegalArgumentException e) {
      return List.of(); // as said above: nothing is known
    }
  }

  /**
   * Reads the array that the parser stands at.
   *
   * @throws IOException if it is not of the form
   * @throws IllegalArgumentException if a value makes no sense
   */
  private static List<Contribution> read(JsonParser json) throws IOException {
    GoJson.expect(json, JsonToken.START_ARRAY, "an array");
    var contributions = new ArrayList<Contribution>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      contributions.add(contribution(json));
      if (contributions.size() > MOST) {
        throw new GoJson.MalformedJson("there are more than " + MOST);
      }
    }
    return contributions;
  }

  private static Contribution contribution(JsonParser json) throws IOException {
    var fields = new Fields();
    GoJson.startObject(json);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "id" -> fields.id = GoJson.text(json);
        case "at" -> fields.at = GoJson.text(json);
        case "tier" -> fields.tier = TrustTier.find(GoJson.text(json));
        case "repository" -> fields.repository = GoJson.text(json);
        case "ref" -> fields.ref = GoJson.text(json);
        case "run" -> fields.run = GoJson.text(json);
        case "target" -> fields.target = GoJson.text(json);
        case "platform" -> fields.platform = GoJson.text(json);
        case "leaves" -> fields.leaves = texts(json);
        default -> json.skipChildren();
      }
    }
    return fields.contribution();
  }

  private static List<String> texts(JsonParser json) throws IOException {
    GoJson.expect(json, JsonToken.START_ARRAY, "an array");
    var texts = new ArrayList<String>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(GoJson.text(json));
    }
    return texts;
  }

  private static final class Fields {
    private String id = "";
    private String at = "";
    private Optional<TrustTier> tier = Optional.empty();
    private String repository = "";
    private String ref = "";
    private String run = "";
    private String target = "";
    private String platform = "";
    private List<String> leaves = List.of();

    private Contribution contribution() {
      return new Contribution(
          id, new Timestamp(at), tier, repository, ref, run, target, platform, leaves);
    }
  }
}
