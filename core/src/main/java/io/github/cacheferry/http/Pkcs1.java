package io.github.cacheferry.http;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** RSA keys in the form that OpenSSL wrote before version 1.0 ({@code BEGIN RSA PRIVATE KEY}). */
final class Pkcs1 {
  /** Version 0 and the algorithm rsaEncryption, as PKCS #8 has them before the key. */
  private static final byte[] HEADER =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;

  private Pkcs1() {}

  /** The same key wrapped in PKCS #8, which Java reads. */
  static byte[] toPkcs8(byte[] key) {
    byte[] octets = tagged(OCTETS, key);
    byte[] content = new byte[HEADER.length + octets.length];
    System.arraycopy(HEADER, 0, content, 0, HEADER.length);
    System.arraycopy(octets, 0, content, HEADER.length, octets.length);
    return tagged(SEQUENCE, content);
  }

  private static byte[] tagged(int tag, byte[] content) {
    var out = new ByteArrayOutputStream(content.length + 5);
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
