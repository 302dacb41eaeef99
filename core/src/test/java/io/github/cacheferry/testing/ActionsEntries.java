package io.github.cacheferry.testing;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.ActionsCaches;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.Payload;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.serve.StoredEntry;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSchema;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entries of a fake Actions cache as another job sees them, and specs that name the fake. */
public final class ActionsEntries implements AutoCloseable {
  /** The ref whose entries BuildKit wrote into {@code fixtures/gha}. */
  public static final String FIXTURE_REF = "refs/heads/feat";

  private static final Pattern FIXTURE =
      Pattern.compile("\"key\": \"([^\"]+)\"[^}]*?\"payload\": \"([0-9a-f]{64})\"");

  private final ActionsCache client;

  private ActionsEntries(ActionsCache client) {
    this.client = client;
  }

  /** What this token sees. */
  public static ActionsEntries of(FakeActionsCache fake, String token) throws IOException {
    var spec = SpecSchema.of("gha").text("url", "url_v2", "token", "version");
    return new ActionsEntries(
        ActionsCaches.open(spec.check(CacheSpec.parse(spec(fake, 2, token, ""))), Runs.plain()));
  }

  /** A spec of the fake, for this version of the service, with more attributes. */
  public static String spec(FakeActionsCache fake, int version, String token, String more)
      throws CacheException.Usage {
    return String.format(
        "type=gha,version=%d,url=%s,url_v2=%s,token=%s%s",
        version, fake.url(), fake.url(), token, more);
  }

  /** The keys that BuildKit has made in {@code fixtures/gha}, and their payloads, oldest first. */
  public static List<Fixture> fixtures() {
    Matcher entries = FIXTURE.matcher(new String(Fixtures.resource("gha/entries.json")));
    return entries
        .results()
        .map(one -> new Fixture(one.group(1), Fixtures.resource("gha/payloads/" + one.group(2))))
        .toList();
  }

  /** Makes all entries of {@code fixtures/gha}. */
  public void putFixtures() throws IOException {
    for (Fixture each : fixtures()) {
      put(each.key(), each.payload());
    }
  }

  /** Makes an entry of BuildKit's version. */
  public void put(String key, byte[] payload) throws IOException {
    var open = (Reservation.Open) reserve(key);
    client.upload(open, Payload.of(payload), bytes -> {});
    client.commit(open, payload.length);
  }

  /** Begins an entry of BuildKit's version. */
  public Reservation reserve(String key) throws IOException {
    return client.reserve(key, BuildKitKeys.VERSION, 1);
  }

  /** Ends an entry that was begun. */
  public void finish(Reservation reservation, byte[] payload) throws IOException {
    var open = (Reservation.Open) reservation;
    client.upload(open, Payload.of(payload), bytes -> {});
    client.commit(open, payload.length);
  }

  /** The payload of the entry with exactly this key. */
  public Optional<byte[]> get(String key) throws IOException {
    Optional<ActionsCache.Entry> entry =
        client.find(key, BuildKitKeys.VERSION).filter(found -> found.key().equals(key));
    return entry.isEmpty()
        ? Optional.empty()
        : Optional.of(client.read(entry.get(), Integer.MAX_VALUE - 8));
  }

  /** The keys of a ref's finished entries. */
  public static List<String> keys(FakeActionsCache fake, String ref) {
    return fake.server().entries(ref).stream().map(StoredEntry::key).sorted().toList();
  }

  @Override
  public void close() {
    client.close();
  }

  /** An entry that BuildKit made. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  public record Fixture(String key, byte[] payload) {}
}
