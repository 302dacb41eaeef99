package io.github.cacheferry.actions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.Bodies;
import io.github.cacheferry.http.Faults;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.http.Retry;
import io.github.cacheferry.http.TlsSettings;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.json.GoJson;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * GitHub's REST API for a repository's cache entries: the only way to list and delete them. It
 * takes a {@code GITHUB_TOKEN}, not the runtime token.
 *
 * @see <a href="https://docs.github.com/rest/actions/cache">GitHub's documentation</a>
 */
final class EntryListing implements AutoCloseable {
  private static final String LIST = "list cache entries";
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 1000;
  private static final int ANSWER_LIMIT = 8 << 20;

  private final HttpUrl caches;
  private final String token;
  private final HttpTransport transport;
  private final Retry retry;
  private final RunContext context;

  private EntryListing(
      HttpUrl caches, String token, HttpTransport transport, RunContext context, Pace pace) {
    this.caches = caches;
    this.token = token;
    this.transport = transport;
    this.retry = Retry.of(context, pace);
    this.context = context;
  }

  /**
   * The entries of a repository.
   *
   * @param repository owner and name, as {@code acme/app}
   * @param token may read (and, to delete, write) the repository's Actions
   * @throws CacheException.Usage if the repository or {@code GITHUB_API_URL} makes no sense
   */
  static EntryListing open(String repository, String token, RunContext context) throws IOException {
    return open(repository, token, context, Pace.real(context.cancellation()));
  }

  static EntryListing open(String repository, String token, RunContext context, Pace pace)
      throws IOException {
    context.redactor().add(token);
    String base = context.variable("GITHUB_API_URL").orElse("https://api.github.com");
    HttpUrl url =
        HttpUrl.parse(base.replaceFirst("/*$", "") + "/repos/" + repository + "/actions/caches");
    if (url == null || !repository.matches("(?!\\.+/)[A-Za-z0-9._-]+/(?!\\.+$)[A-Za-z0-9._-]+")) {
      throw new CacheException.Usage(
          Problem.of(LIST, base, "\"" + repository + "\" is not of the form owner/name"));
    }
    return new EntryListing(
        url, token, HttpTransport.open(context, TlsSettings.of(context)), context, pace);
  }

  /**
   * All entries whose key begins with the prefix.
   *
   * @param ref the ref that they belong to; empty for any
   */
  List<Listed> list(String keyPrefix, String ref) throws IOException {
    var all = new ArrayList<Listed>();
    for (int page = 1; page <= MOST_PAGES; page++) {
      HttpUrl.Builder url =
          caches
              .newBuilder()
              .addQueryParameter("per_page", Integer.toString(PAGE))
              .addQueryParameter("page", Integer.toString(page))
              .addQueryParameter("key", keyPrefix)
              .addQueryParameter("sort", "created_at")
              .addQueryParameter("direction", "asc");
      if (!ref.isEmpty()) {
        url.addQueryParameter("ref", ref);
      }
      List<Listed> some = parse(ask(LIST, new Request.Builder().url(url.build())));
      all.addAll(some);
      if (some.size() < PAGE) {
        return all;
      }
    }
    throw new CacheException.Unsupported(
        Problem.of(LIST, caches.host(), "there are more than " + all.size()));
  }

  /** Deletes one entry; one that is gone already is no error. */
  void delete(Listed entry) throws IOException {
    HttpUrl url = caches.newBuilder().addPathSegment(Long.toString(entry.id())).build();
    try {
      var unused = ask("delete " + entry.key(), new Request.Builder().url(url).delete());
    } catch (CacheException.NotFound e) {
      context.listener().warned(entry.key() + " was gone before it was deleted");
    }
  }

  @Override
  public void close() {
    transport.close();
  }

  /**
   * An entry as the API lists it.
   *
   * @param id by which it is deleted
   * @param key its key
   * @param ref its scope
   * @param version its version
   * @param size its bytes
   */
  record Listed(long id, String key, String ref, String version, long size) {}

  private byte[] ask(String action, Request.Builder builder) throws IOException {
    Request request =
        builder
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/vnd.github+json")
            .header("X-GitHub-Api-Version", "2022-11-28")
            .build();
    try {
      return retry.run(action, caches.host(), round -> once(request));
    } catch (UnexpectedStatus e) {
      throw problem(action, e);
    } catch (CacheException e) {
      throw e;
    } catch (IOException e) {
      throw new CacheException.Unavailable(Problem.of(action, caches.host(), Faults.reason(e)), e);
    }
  }

  private byte[] once(Request request) throws IOException {
    try (Response response = transport.execute(request)) {
      if (response.code() != 200 && response.code() != 204) {
        throw UnexpectedStatus.of(response);
      }
      return Bodies.read(response, ANSWER_LIMIT);
    }
  }

  private CacheException problem(String action, UnexpectedStatus e) {
    Problem problem =
        Problem.of(
            action,
            caches.host(),
            "it answered " + e.code() + ": " + Bodies.line(e.body(), context.redactor()));
    if (e.code() == 429 || e.isRateLimit()) {
      return new CacheException.Throttled(problem, e.retryAfter(Instant.now()));
    }
    return switch (e.code()) {
      case 404 -> new CacheException.NotFound(problem);
      case 401, 403 ->
          new CacheException.Denied(
              problem.advise(
                  "The token needs actions: read to list, and actions: write to delete."));
      default -> new CacheException.Unavailable(problem, e);
    };
  }

  /** An answer that is no listing is a failure: an empty list would say that nothing is there. */
  private List<Listed> parse(byte[] body) throws CacheException {
    try (JsonParser json = GoJson.parser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new ProtocolException("it is no JSON object");
      }
      return entries(json);
    } catch (IOException e) {
      throw new CacheException.Unavailable(
          Problem.of(LIST, caches.host(), "the answer is no list of cache entries"), e);
    }
  }

  private static List<Listed> entries(JsonParser json) throws IOException {
    var entries = new ArrayList<Listed>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals("actions_caches");
      JsonToken value = json.nextToken();
      if (wanted && value == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          entries.add(entry(json));
        }
      } else {
        json.skipChildren();
      }
    }
    return entries;
  }

  private static Listed entry(JsonParser json) throws IOException {
    long id = 0;
    long size = 0;
    String key = "";
    String ref = "";
    String version = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "id" -> id = json.getValueAsLong();
        case "size_in_bytes" -> size = json.getValueAsLong();
        case "key" -> key = json.getText();
        case "ref" -> ref = json.getText();
        case "version" -> version = json.getText();
        default -> json.skipChildren();
      }
    }
    return new Listed(id, key, ref, version, size);
  }
}
