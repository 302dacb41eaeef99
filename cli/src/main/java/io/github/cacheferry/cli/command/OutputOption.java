package io.github.cacheferry.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of what stdout gets. */
final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      description = "What stdout gets: text (the default) or json, one object.")
  private Format output = Format.TEXT;

  /** Whether stdout gets JSON. */
  boolean json() {
    return output == Format.JSON;
  }

  /** What stdout gets. */
  enum Format {
    TEXT,
    JSON
  }

  /** Reads {@code --output}. */
  static final class FormatConverter implements ITypeConverter<Format> {
    @Override
    public Format convert(String value) {
      return switch (value) {
        case "json" -> Format.JSON;
        case "text" -> Format.TEXT;
        default -> throw new TypeConversionException("it is text or json, not " + value);
      };
    }
  }
}
