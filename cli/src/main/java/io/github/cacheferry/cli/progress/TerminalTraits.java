package io.github.cacheferry.cli.progress;

import java.util.Map;

/**
 * What stderr can show.
 *
 * @param redraws whether it is a terminal that moves its cursor
 * @param colours whether colours are wanted there
 * @param columns its width
 */
public record TerminalTraits(boolean redraws, boolean colours, int columns) {
  /** The variable in which the launcher says how wide the terminal is that stderr is. */
  public static final String VARIABLE = "CACHEFERRY_TERMINAL";

  private static final int USUAL = 80;
  private static final int NARROWEST = 20;

  /** What the environment tells: a Java process cannot find out by itself. */
  public static TerminalTraits of(Map<String, String> environment) {
    String columns = environment.getOrDefault(VARIABLE, "");
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new TerminalTraits(
        !columns.isEmpty() && !dumb, !noColour && !dumb, Math.max(NARROWEST, width(columns)));
  }

  private static int width(String columns) {
    try {
      int width = Integer.parseInt(columns);
      return width > 0 ? width : USUAL;
    } catch (NumberFormatException e) {
      return USUAL; // the launcher could not find out either
    }
  }
}
