package io.github.cacheferry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFileTest {
  @TempDir private Path directory;

  @Test
  void keysOfBothForms_areTheSame() throws IOException {
    TestCertificate certificate = TestCertificate.make(directory);
    Path modern = certificate.writeKey(directory.resolve("8.pem"));
    Path old = certificate.writeOldKey(directory.resolve("1.pem"));
    assertThat(PemFile.read(old).privateKey()).isEqualTo(PemFile.read(modern).privateKey());
  }

  @Test
  void bundle_hasEveryCertificate() throws IOException {
    TestCertificate certificate = TestCertificate.make(directory);
    Path one = certificate.writeCertificate(directory.resolve("one.pem"));
    Path bundle = directory.resolve("bundle.pem");
    Files.writeString(bundle, Files.readString(one) + "# text\n" + Files.readString(one));
    assertThat(PemFile.read(bundle).certificates()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN CERTIFICATE-----\nabc",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n-----END CERTIFICATE-----",
      })
  void brokenFile_isAUsageErrorThatNamesIt(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("broken.pem"), text);
    assertThatThrownBy(() -> PemFile.read(file).certificates())
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("broken.pem");
  }

  @Test
  void fileThatIsNotThere_isToldWithoutAnExceptionsName() {
    Path file = directory.resolve("none.pem");
    assertThatThrownBy(() -> PemFile.read(file))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageEndingWith("(" + file + "): there is no such file");
    assertThatThrownBy(() -> PemFile.read(directory))
        .hasMessageEndingWith("(" + directory + "): it cannot be read: Is a directory");
  }

  @Test
  void encryptedKey_saysHowToConvertIt() throws IOException {
    String text =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----";
    Path file = Files.writeString(directory.resolve("key.pem"), text);
    assertThatThrownBy(() -> PemFile.read(file).privateKey())
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("openssl pkcs8");
  }
}
