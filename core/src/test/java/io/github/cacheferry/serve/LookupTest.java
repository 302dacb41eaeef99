package io.github.cacheferry.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupTest {
  @TempDir Path directory;
  private Served served;
  private ServiceClient main;

  @BeforeEach
  void serve() throws IOException {
    served = Served.in(directory);
    main = served.main();
  }

  @AfterEach
  void stop() throws IOException {
    served.close();
  }

  private String matched(ServiceClient client, String key, String... restoreKeys)
      throws IOException {
    return client.find(key, restoreKeys).field("matched_key");
  }

  @Test
  void anExactMatchGoesBeforeANewerPrefixMatch() throws IOException {
    main.save("deps", "1");
    main.save("deps-2", "2");
    assertThat(matched(main, "deps")).isEqualTo("deps");
  }

  @Test
  void ofPrefixMatchesTheNewestWinsWithinTheSameInstant() throws IOException {
    main.save("index#1", "1");
    main.save("index#10", "2");
    main.save("index#2", "3");
    assertThat(matched(main, "index")).isEqualTo("index#2");
    assertThat(matched(main, "index#1")).isEqualTo("index#1");
    assertThat(matched(main, "other", "index#")).isEqualTo("index#2");
  }

  @Test
  void theNewestIsTheLastThatWasFinalised() throws IOException {
    String first = main.create("a-1").field("signed_upload_url");
    main.save("a-2", "2");
    main.putBlob(first, ServiceClient.bytes("1"));
    main.finish("a-1", 1);
    assertThat(matched(main, "a")).isEqualTo("a-1");
    served.restart();
    assertThat(matched(main, "a")).isEqualTo("a-1");
    main.save("a-0", "0");
    assertThat(matched(main, "a")).isEqualTo("a-0");
  }

  @Test
  void restoreKeysAreTriedInTheirOrder() throws IOException {
    main.save("linux-x-1", "1");
    main.save("linux-y-1", "2");
    assertThat(matched(main, "none", "linux-x", "linux-")).isEqualTo("linux-x-1");
    assertThat(matched(main, "none", "mac-", "linux-")).isEqualTo("linux-y-1");
    assertThat(matched(main, "none", "")).isEmpty();
  }

  @Test
  void aScopeIsSearchedWhollyBeforeTheNext() throws IOException {
    main.save("k", "exact in main");
    served.client("refs/heads/feature").save("k-old", "prefix in feature");
    ServiceClient both =
        main.as(
            served
                .token()
                .grant("refs/heads/feature", TokenForge.READ_WRITE)
                .grant(Served.MAIN, TokenForge.READ)
                .unsigned());
    assertThat(matched(both, "k")).isEqualTo("k-old");
    assertThat(matched(both, "none", "k")).isEqualTo("k-old");
    assertThat(matched(main, "k")).isEqualTo("k");
  }

  @Test
  void siblingsDoNotSeeEachOther() throws IOException {
    served.client("refs/heads/a").save("k", "a");
    ServiceClient sibling = served.client("refs/heads/b");
    assertThat(matched(sibling, "k")).isEmpty();
    sibling.save("k", "b");
    assertThat(served.server().entries("refs/heads/")).hasSize(2);
    assertThat(served.server().entries("refs/heads/b")).hasSize(1);
  }

  @Test
  void writesGoToTheLastWritableScope() throws IOException {
    main.as(
            served
                .token()
                .grant("refs/heads/a", TokenForge.READ_WRITE)
                .grant("refs/heads/b", TokenForge.READ_WRITE)
                .grant(Served.MAIN, TokenForge.READ)
                .unsigned())
        .save("k", "x");
    assertThat(served.server().entries("").get(0).scope()).isEqualTo("refs/heads/b");
  }

  @Test
  void repositoriesDoNotSeeEachOther() throws IOException {
    TokenForge one = served.token().grant(Served.MAIN, TokenForge.READ_WRITE).repository("1");
    TokenForge two = served.token().grant(Served.MAIN, TokenForge.READ_WRITE).repository("2");
    main.as(one.unsigned()).save("k", "x");
    assertThat(matched(main.as(two.unsigned()), "k")).isEmpty();
    assertThat(matched(main, "k")).isEmpty();
    assertThat(matched(main.as(one.unsigned()), "k")).isEqualTo("k");
  }

  @Test
  void anotherVersionIsAnotherEntry() throws IOException {
    main.save("k", "x");
    String json = "{\"key\":\"k\",\"version\":\"" + "f".repeat(64) + "\"}";
    assertThat(main.twirp("GetCacheEntryDownloadURL", json).field("ok")).isEqualTo("false");
    assertThat(main.twirp("CreateCacheEntry", json).field("ok")).isEqualTo("true");
  }
}
