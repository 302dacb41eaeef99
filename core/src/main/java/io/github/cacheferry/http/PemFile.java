package io.github.cacheferry.http;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PEM file: DER blocks in Base64 between lines that say what they are. Text around the blocks is
 * passed over.
 */
final class PemFile {
  private static final long LARGEST = 8 << 20;
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");
  private static final String[] KEY_ALGORITHMS = {"RSA", "EC", "EdDSA"};

  private final Path file;
  private final List<Block> blocks;

  private PemFile(Path file, List<Block> blocks) {
    this.file = file;
    this.blocks = blocks;
  }

  /**
   * Reads the file.
   *
   * @throws CacheException.Usage if it cannot be read or its blocks are broken
   */
  static PemFile read(Path file) throws CacheException.Usage {
    try {
      if (Files.size(file) > LARGEST) {
        throw problem(file, "it is too large to be one");
      }
      return new PemFile(file, blocks(Files.readString(file, StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      throw problem(file, "it is not PEM: " + e.getMessage());
    } catch (CacheException.Usage e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw problem(file, "there is no such file");
    } catch (AccessDeniedException e) {
      throw problem(file, "it may not be read");
    } catch (IOException e) {
      throw problem(file, "it cannot be read: " + e.getMessage());
    }
  }

  /** Every certificate in the file, at least one. */
  List<X509Certificate> certificates() throws CacheException.Usage {
    var certificates = new ArrayList<X509Certificate>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks) {
        if (block.label.equals("CERTIFICATE") || block.label.equals("TRUSTED CERTIFICATE")) {
          certificates.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der)));
        }
      }
    } catch (CertificateException e) {
      throw problem(file, "it has a broken certificate: " + e.getMessage());
    }
    if (certificates.isEmpty()) {
      throw problem(file, "it has no certificate");
    }
    return certificates;
  }

  /** The file's private key: PKCS #8, or PKCS #1 for RSA. */
  PrivateKey privateKey() throws CacheException.Usage {
    for (Block block : blocks) {
      if (block.label.equals("PRIVATE KEY")) {
        return decode(block.der);
      }
      if (block.label.equals("RSA PRIVATE KEY")) {
        return decode(Pkcs1.toPkcs8(block.der));
      }
    }
    throw new CacheException.Usage(
        new Problem(
            "read the private key",
            file.toString(),
            "it has none that is unencrypted and in PKCS #8",
            "Convert it with: openssl pkcs8 -topk8 -nocrypt"));
  }

  private PrivateKey decode(byte[] pkcs8) throws CacheException.Usage {
    var spec = new PKCS8EncodedKeySpec(pkcs8);
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        // The next kind of key, then; the loop's end tells that none fits.
      }
    }
    throw problem(file, "its private key is of an unknown kind");
  }

  private static List<Block> blocks(String text) {
    var blocks = new ArrayList<Block>();
    Matcher begin = BEGIN.matcher(text);
    int at = 0;
    while (begin.find(at)) {
      String end = "-----END " + begin.group(1) + "-----";
      int close = text.indexOf(end, begin.end());
      if (close < 0) {
        throw new IllegalArgumentException("a block has no end");
      }
      String body = text.substring(begin.end(), close);
      // An encrypted key of the old form has headers; it is of no use and no reason to fail.
      boolean headers = body.contains(":");
      blocks.add(
          new Block(
              headers ? "ENCRYPTED" : begin.group(1),
              headers ? new byte[0] : Base64.getMimeDecoder().decode(body)));
      at = close + end.length();
    }
    return blocks;
  }

  private static CacheException.Usage problem(Path file, String reason) {
    return new CacheException.Usage(
        Problem.of("read the certificate file", file.toString(), reason));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(String label, byte[] der) {}
}
