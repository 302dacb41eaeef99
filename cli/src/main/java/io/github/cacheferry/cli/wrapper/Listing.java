package io.github.cacheferry.cli.wrapper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a tool prints of what it would build: a JSON object, in one field of which each build has a
 * field of its own.
 */
final class Listing {
  /** What both tools allow in a name; the names become directories'. */
  private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,200}");

  private static final JsonFactory JSON = new JsonFactory();

  private final String tool;

  /**
   * @param tool what it is called in errors
   */
  Listing(String tool) {
    this.tool = tool;
  }

  /**
   * The names of the builds.
   *
   * @param field the field that has them
   * @param needed a field that an entry must have to be a build; empty if each is one
   */
  List<String> names(String printed, String field, String needed)
      throws CacheException.Unsupported {
    var names = new ArrayList<String>();
    try (JsonParser json = JSON.createParser(printed)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw unreadable("it printed no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(field);
        if (json.nextToken() == JsonToken.START_OBJECT && wanted) {
          read(json, needed, names);
        } else {
          json.skipChildren();
        }
      }
      return names;
    } catch (CacheException.Unsupported e) {
      throw e;
    } catch (IOException e) {
      throw unreadable("it printed what is no JSON");
    }
  }

  private void read(JsonParser json, String needed, List<String> names) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (!NAME.matcher(name).matches()) {
        throw unreadable("\"" + name + "\" is no name that it could have");
      }
      json.nextToken();
      if (isBuild(json, needed)) {
        names.add(name);
      }
    }
  }

  /** Passes over the entry. */
  private static boolean isBuild(JsonParser json, String needed) throws IOException {
    if (needed.isEmpty() || json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return needed.isEmpty();
    }
    boolean found = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals(needed);
      found |= json.nextToken() == JsonToken.START_OBJECT && wanted;
      json.skipChildren();
    }
    return found;
  }

  private CacheException.Unsupported unreadable(String reason) {
    return new CacheException.Unsupported(
        Problem.of("read what " + tool + " would build", "", reason));
  }
}
