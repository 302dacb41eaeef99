package io.github.cacheferry.cli.output;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 10GB}, {@code 1.5 GiB}, {@code 1048576}. */
public final class ByteSize {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*([kmgt]?)(i?)(b?)", Pattern.CASE_INSENSITIVE);
  private static final String PREFIXES = "kmgt";
  private static final int DECIMAL = 1000;
  private static final int BINARY = 1024;

  private ByteSize() {}

  /** The number of bytes, or empty if the text is no size of at least one byte. */
  public static Optional<Long> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    String prefix = form.group(2).toLowerCase(Locale.ROOT);
    boolean binary = !form.group(3).isEmpty();
    if (binary && prefix.isEmpty()) {
      return Optional.empty();
    }
    int power = prefix.isEmpty() ? 0 : PREFIXES.indexOf(prefix) + 1;
    var unit = BigDecimal.valueOf(binary ? BINARY : DECIMAL).pow(power);
    var bytes = new BigDecimal(form.group(1)).multiply(unit).toBigInteger();
    return bytes.signum() > 0 && bytes.bitLength() < Long.SIZE
        ? Optional.of(bytes.longValue())
        : Optional.empty();
  }
}
