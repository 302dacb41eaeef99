package io.github.cacheferry.spec;

import io.github.cacheferry.cache.CacheException;
import java.util.ArrayList;
import java.util.List;

/** One line of RFC 4180, as Go's {@code encoding/csv} reads it for BuildKit. */
final class CsvFields {
  private CsvFields() {}

  /** The line's fields; a field in double quotes may hold commas, and a quote as two quotes. */
  static List<String> split(String line) throws CacheException.Usage {
    var fields = new ArrayList<String>();
    int at = 0;
    while (true) {
      if (at < line.length() && line.charAt(at) == '"') {
        var field = new StringBuilder();
        at = readQuoted(line, at + 1, field);
        fields.add(field.toString());
      } else {
        int comma = line.indexOf(',', at);
        String field = line.substring(at, comma < 0 ? line.length() : comma);
        if (field.contains("\"")) {
          throw SpecProblem.of(
              line,
              "a quote stands inside the field " + field,
              "Quote the whole field: \"name=value\".");
        }
        fields.add(field);
        at = comma < 0 ? line.length() : comma;
      }
      if (at >= line.length()) {
        return fields;
      }
      at++;
    }
  }

  /**
   * Reads from after the opening quote; the index after the closing one, where a comma or the end
   * must be.
   */
  private static int readQuoted(String line, int start, StringBuilder field)
      throws CacheException.Usage {
    int at = start;
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c != '"') {
        field.append(c);
      } else if (at < line.length() && line.charAt(at) == '"') {
        field.append('"');
        at++;
      } else if (at < line.length() && line.charAt(at) != ',') {
        throw SpecProblem.of(line, "text follows a closing quote", "");
      } else {
        return at;
      }
    }
    throw SpecProblem.of(line, "a quote is not closed", "");
  }

  /** The field as it must be written. */
  static String quote(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
  }
}
