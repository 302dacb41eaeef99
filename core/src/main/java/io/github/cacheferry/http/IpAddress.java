package io.github.cacheferry.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A literal IP address; host names are never looked up.
 *
 * @param inet the address
 */
record IpAddress(InetAddress inet) {
  private static final Pattern V4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** The address that the text is, without brackets; empty if it is none. */
  static Optional<IpAddress> parse(String text) {
    boolean v6 = V6.matcher(text).matches();
    if (!v6 && !V4.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new IpAddress(InetAddress.getByName(v6 ? "[" + text + "]" : text)));
    } catch (UnknownHostException e) {
      return Optional.empty(); // the form of an address, but none: 1:2:3
    }
  }

  /**
   * An address range in CIDR's form.
   *
   * @param start any address of the range
   * @param bits how many leading bits are the same in all
   */
  record Range(IpAddress start, int bits) {
    static Optional<Range> parse(String text) {
      int slash = text.indexOf('/');
      if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
        return Optional.empty();
      }
      int bits = Integer.parseInt(text.substring(slash + 1));
      return IpAddress.parse(text.substring(0, slash))
          .filter(start -> bits <= start.inet.getAddress().length * 8)
          .map(start -> new Range(start, bits));
    }

    boolean contains(IpAddress address) {
      byte[] ours = start.inet.getAddress();
      byte[] theirs = address.inet.getAddress();
      if (ours.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
