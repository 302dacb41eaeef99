package io.github.cacheferry.cli.salvage;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step as BuildKit names it, {@code [linux/amd64 build 2/5] RUN make} for instance
 * (dockerfile2llb, {@code prefixCommand}).
 *
 * @param stage the stage's name in lower case, {@code stage-N} if it has none; empty if it is the
 *     only one
 * @param place which of the stage's steps it is, counted from 1
 * @param count how many steps the stage has, those that its base's ONBUILD adds and its FROM, if
 *     that is an image, among them
 * @param keyword the instruction; {@code ONBUILD} if it is one that the base adds
 */
public record BuildStep(String stage, int place, int count, String keyword) {
  /** The instructions that make steps. */
  static final Set<String> KEYWORDS = Set.of("RUN", "COPY", "ADD", "WORKDIR");

  /** A COPY with {@code --link} is two vertices, of which the second begins with LINK. */
  private static final Pattern NAME =
      Pattern.compile(
          "\\[(?:[^\\s\\]]+/[^\\s\\]]+ )?(?:([a-z0-9][a-z0-9_.-]*) )? *(\\d{1,6})/(\\d{1,6})\\]"
              + " (?:LINK )?([A-Z]+)(?: |$)");

  /** The step of this name, if it is a step's that changes files. */
  static Optional<BuildStep> named(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    String stage = matcher.group(1) == null ? "" : matcher.group(1);
    int place = Integer.parseInt(matcher.group(2));
    int count = Integer.parseInt(matcher.group(3));
    String keyword = matcher.group(4);
    return KEYWORDS.contains(keyword) || keyword.equals("ONBUILD")
        ? Optional.of(new BuildStep(stage, place, count, keyword))
        : Optional.empty();
  }

  /** Whether a vertex of this name runs a command. */
  static boolean isRun(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.lookingAt()
        && (matcher.group(4).equals("RUN") || name.startsWith("ONBUILD RUN", matcher.start(4)));
  }

  @Override
  public String toString() {
    return "[" + (stage.isEmpty() ? "" : stage + " ") + place + "/" + count + "] " + keyword;
  }
}
