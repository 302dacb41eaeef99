package io.github.cacheferry.registry;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.http.Retry;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.testing.FakeRegistry;
import io.github.cacheferry.testing.ManualPace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clients for tests: at home in a directory, with time that passes at once. */
final class ClientFixture {
  final ManualPace pace = new ManualPace();
  final Redactor redactor = new Redactor();
  final Cancellation cancellation = Cancellation.unbounded();
  final Map<String, String> environment = new HashMap<>();
  final List<String> told = Collections.synchronizedList(new ArrayList<>());
  Optional<Path> caFile = Optional.empty();
  private final Path home;

  ClientFixture(Path home) {
    this.home = home;
  }

  RegistryClient pull(String reference) throws IOException {
    return open(reference, RegistryClient.Use.PULL, false);
  }

  RegistryClient push(String reference) throws IOException {
    return open(reference, RegistryClient.Use.PUSH, false);
  }

  RegistryClient open(String reference, RegistryClient.Use use, boolean insecure)
      throws IOException {
    var listener =
        new TransferListener() {
          @Override
          public void waiting(String why, Duration duration) {
            told.add("waiting: " + why);
          }

          @Override
          public void warned(String message) {
            told.add("warned: " + message);
          }
        };
    var run = new RunContext(environment, home, home, caFile, cancellation, listener, redactor);
    var retry = new Retry(cancellation, listener, pace, () -> 0.5);
    return RegistryClient.open(
        RegistryReference.parse(reference), use, insecure, run, retry, home.resolve("certs.d"));
  }

  /** Logs in as {@code docker login} does. */
  void login(FakeRegistry registry, String user, String password) throws IOException {
    String auth =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    write("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry.host(), auth));
  }

  /** Leaves a refresh token. */
  void loginWithToken(FakeRegistry registry, String token) throws IOException {
    write("{\"auths\":{\"%s\":{\"identitytoken\":\"%s\"}}}".formatted(registry.host(), token));
  }

  private void write(String config) throws IOException {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(".docker/config.json"), config);
  }

  static Descriptor descriptor(byte[] bytes) {
    return Descriptor.of("application/octet-stream", bytes);
  }

  /** A source that is no file. */
  static BlobSource source(byte[] bytes) {
    return source(descriptor(bytes), bytes);
  }

  /** A source with other bytes than its descriptor says. */
  static BlobSource source(Descriptor descriptor, byte[] bytes) {
    return new BlobSource() {
      @Override
      public Descriptor descriptor() {
        return descriptor;
      }

      @Override
      public InputStream open(long offset, long length) {
        return new ByteArrayInputStream(bytes, (int) offset, (int) length);
      }

      @Override
      public String toString() {
        return "the test's source";
      }
    };
  }

  /** A source that is a file. */
  BlobSource file(byte[] bytes) throws IOException {
    Path file = Files.write(Files.createTempFile(home, "blob", ""), bytes);
    BlobSource plain = source(bytes);
    return new BlobSource() {
      @Override
      public Descriptor descriptor() {
        return plain.descriptor();
      }

      @Override
      public InputStream open(long offset, long length) throws IOException {
        return plain.open(offset, length);
      }

      @Override
      public Optional<Path> file() {
        return Optional.of(file);
      }
    };
  }
}
