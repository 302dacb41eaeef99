package io.github.cacheferry.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** After which builds the cache is saved. */
enum SaveOn {
  SUCCESS,
  FAILURE,
  ALWAYS;

  /** Whether it is after one that ended with this exit code. */
  boolean includes(int code) {
    return this == ALWAYS || (code == ExitCode.DONE) == (this == SUCCESS);
  }

  /** Reads {@code --save-on}. */
  static final class Converter implements ITypeConverter<SaveOn> {
    @Override
    public SaveOn convert(String value) {
      return switch (value) {
        case "success" -> SUCCESS;
        case "failure" -> FAILURE;
        case "always" -> ALWAYS;
        default ->
            throw new TypeConversionException("it is success, failure or always, not " + value);
      };
    }
  }
}
