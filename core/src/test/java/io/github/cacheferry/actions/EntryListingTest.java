package io.github.cacheferry.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.testing.ManualPace;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryListingTest {
  private final MockWebServer github = new MockWebServer();
  private final List<String> warnings = new ArrayList<>();
  private final ManualPace pace = new ManualPace(); // from 2026-01-01T00:00:00Z, 1767225600, on
  private EntryListing listing;

  @BeforeEach
  void setUp() throws IOException {
    github.start();
    listing = open("acme/app");
  }

  @AfterEach
  void tearDown() {
    listing.close();
    github.close();
  }

  @Test
  void list_asksPageAfterPage() throws Exception {
    github.enqueue(page(0, 100));
    github.enqueue(page(100, 3));

    List<EntryListing.Listed> all = listing.list("buildkit-blob-1-", "refs/heads/main");

    assertThat(all).hasSize(103).extracting(EntryListing.Listed::id).doesNotHaveDuplicates();
    assertThat(all.get(102))
        .isEqualTo(new EntryListing.Listed(102, "key-102", "refs/heads/main", "v", 7));
    RecordedRequest first = github.takeRequest();
    assertThat(first.getUrl().encodedPath()).isEqualTo("/api/v3/repos/acme/app/actions/caches");
    assertThat(first.getUrl().queryParameter("key")).isEqualTo("buildkit-blob-1-");
    assertThat(first.getUrl().queryParameter("ref")).isEqualTo("refs/heads/main");
    assertThat(first.getHeaders().get("Authorization")).isEqualTo("Bearer ghs_secret");
    assertThat(first.getHeaders().get("X-GitHub-Api-Version")).isEqualTo("2022-11-28");
    assertThat(github.takeRequest().getUrl().queryParameter("page")).isEqualTo("2");
  }

  @Test
  void delete_isById() throws Exception {
    github.enqueue(new MockResponse.Builder().code(204).build());

    listing.delete(new EntryListing.Listed(42, "k", "r", "v", 1));

    RecordedRequest request = github.takeRequest();
    assertThat(request.getMethod()).isEqualTo("DELETE");
    assertThat(request.getUrl().encodedPath()).endsWith("/actions/caches/42");
  }

  @Test
  void delete_ofWhatIsGone_isNoError() throws IOException {
    github.enqueue(new MockResponse.Builder().code(404).build());

    listing.delete(new EntryListing.Listed(42, "k", "r", "v", 1));

    assertThat(warnings).containsExactly("k was gone before it was deleted");
  }

  @Test
  void serverError_isTriedAgain() throws IOException {
    github.enqueue(new MockResponse.Builder().code(502).build());
    github.enqueue(page(0, 1));

    assertThat(listing.list("k", "")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>Sign in</html>", "{\"actions_caches\":[{\"id\":", "[]", ""})
  void answerThatIsNoListing_isNoEmptyList(String body) {
    github.enqueue(new MockResponse.Builder().body(body).build());

    assertThatThrownBy(() -> listing.list("k", ""))
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageContaining("list cache entries");
  }

  @ParameterizedTest
  @CsvSource({
    "403, Retry-After, 40, 40",
    "429, Retry-After, 40, 40",
    "403, x-ratelimit-reset, 1767225690, 90",
    "429, x-ratelimit-reset, 1767225690, 90"
  })
  void rateLimit_isWaitedFor(int code, String header, String value, int seconds)
      throws IOException {
    github.enqueue(limited(code, header, value));
    github.enqueue(page(0, 1));

    assertThat(listing.list("k", "")).hasSize(1);
    assertThat(pace.sleeps().stream().mapToLong(Duration::toSeconds).sum()).isEqualTo(seconds);
  }

  @Test
  void rateLimitForTooLong_isNoDenial() {
    github.enqueue(limited(403, "x-ratelimit-reset", "1767229200"));

    assertThatThrownBy(() -> listing.list("k", "")).isInstanceOf(CacheException.Throttled.class);
  }

  @Test
  void delete_waitsForTheRateLimitToo() throws IOException {
    github.enqueue(limited(403, "Retry-After", "5"));
    github.enqueue(new MockResponse.Builder().code(204).build());

    listing.delete(new EntryListing.Listed(42, "k", "r", "v", 1));

    assertThat(github.getRequestCount()).isEqualTo(2);
  }

  private static MockResponse limited(int code, String header, String value) {
    return new MockResponse.Builder()
        .code(code)
        .setHeader("x-ratelimit-remaining", "0")
        .setHeader(header, value)
        .body("{\"message\":\"API rate limit exceeded\"}")
        .build();
  }

  @Test
  void denial_namesThePermission() {
    github.enqueue(
        new MockResponse.Builder().code(403).body("{\"message\":\"ghs_secret may not\"}").build());

    assertThatThrownBy(() -> listing.list("k", ""))
        .isInstanceOf(CacheException.Denied.class)
        .hasMessageContaining("actions: read")
        .hasMessageNotContaining("ghs_secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "acme/app/x", "a b/c", "../x", ""})
  void repositoryOfAnotherForm_isRefused(String repository) {
    assertThatThrownBy(() -> open(repository)).isInstanceOf(CacheException.Usage.class);
  }

  private EntryListing open(String repository) throws IOException {
    var listener =
        new TransferListener() {
          @Override
          public void warned(String warning) {
            warnings.add(warning);
          }
        };
    String api = github.url("/api/v3/").toString();
    return EntryListing.open(
        repository,
        "ghs_secret",
        Runs.in(Path.of("").toAbsolutePath(), Map.of("GITHUB_API_URL", api), listener),
        pace);
  }

  private static MockResponse page(int from, int count) {
    var entries = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      entries
          .append(i == from ? "" : ",")
          .append(
              String.format(
                  "{\"id\":%d,\"ref\":\"refs/heads/main\",\"key\":\"key-%d\",\"version\":\"v\","
                      + "\"created_at\":\"2026-01-01T00:00:00Z\",\"size_in_bytes\":7}",
                  i, i));
    }
    return new MockResponse.Builder()
        .body("{\"total_count\":103,\"actions_caches\":[" + entries + "]}")
        .build();
  }
}
