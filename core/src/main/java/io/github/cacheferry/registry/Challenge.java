package io.github.cacheferry.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way in which a server wants to be shown credentials, from its {@code WWW-Authenticate}
 * headers.
 *
 * @param scheme the scheme in lower case, as {@code bearer}
 * @param parameters its parameters, names in lower case
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110, 11.6.1</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final int LONGEST_HEADER = 8192;
  private static final int MOST = 32;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern TOKEN_68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*(?=[ \\t]*(?:,|$))");
  private static final Pattern EQUALS = Pattern.compile("[ \\t]*=[ \\t]*");
  private static final Pattern GAP = Pattern.compile("[ \\t,]+");

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  /** A parameter, unless it is absent or empty. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * Reads the headers' values. What makes no sense in them ends the reading of that header, and
   * what was read before it counts.
   */
  static List<Challenge> parse(List<String> headers) {
    var challenges = new ArrayList<Challenge>();
    for (String header : headers) {
      if (header.length() <= LONGEST_HEADER && challenges.size() < MOST) {
        new Scanner(header).read(challenges);
      }
    }
    return challenges;
  }

  /** Reads one header from left to right. */
  private static final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    void read(List<Challenge> challenges) {
      String scheme = "";
      Map<String, String> parameters = new HashMap<>();
      while (true) {
        take(GAP);
        Optional<String> word = take(TOKEN);
        if (word.isEmpty() || parameters.size() >= MOST || challenges.size() >= MOST) {
          break;
        }
        boolean parameter = !scheme.isEmpty() && take(EQUALS).isPresent();
        String name = word.get().toLowerCase(Locale.ROOT);
        if (parameter) {
          parameters.put(name, value());
        } else {
          add(challenges, scheme, parameters);
          scheme = name;
          parameters = new HashMap<>();
          take(GAP);
          take(TOKEN_68);
        }
      }
      add(challenges, scheme, parameters);
    }

    private static void add(
        List<Challenge> challenges, String scheme, Map<String, String> parameters) {
      if (!scheme.isEmpty()) {
        challenges.add(new Challenge(scheme, parameters));
      }
    }

    private Optional<String> take(Pattern pattern) {
      Matcher matcher = pattern.matcher(text).region(at, text.length());
      matcher.useTransparentBounds(true);
      if (!matcher.lookingAt()) {
        return Optional.empty();
      }
      at = matcher.end();
      return Optional.of(matcher.group());
    }

    private String value() {
      if (at >= text.length() || text.charAt(at) != '"') {
        return take(TOKEN).orElse("");
      }
      var value = new StringBuilder();
      at++;
      while (at < text.length() && text.charAt(at) != '"') {
        boolean escaped = text.charAt(at) == '\\' && at + 1 < text.length();
        at += escaped ? 1 : 0;
        value.append(text.charAt(at++));
      }
      at = Math.min(at + 1, text.length());
      return value.toString();
    }
  }
}
