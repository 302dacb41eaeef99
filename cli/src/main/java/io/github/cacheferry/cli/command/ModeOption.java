package io.github.cacheferry.cli.command;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How much of a cache is written, whatever the specs say of it. */
final class ModeOption {
  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = ModeConverter.class,
      description =
          "min leaves out the layers of intermediate steps, max keeps all that is there. Counts"
              + " before mode=... in the specs.")
  private Optional<Mode> mode = Optional.empty();

  /** The targets, as they are wanted. */
  List<SaveTarget> apply(List<SaveTarget> targets) {
    return mode.isEmpty()
        ? targets
        : targets.stream().map(target -> target.withMin(mode.get() == Mode.MIN)).toList();
  }

  /** What was asked for, in BuildKit's word. */
  Optional<String> asked() {
    return mode.map(each -> each == Mode.MIN ? "min" : "max");
  }

  /** How much is written. */
  enum Mode {
    MIN,
    MAX
  }

  /** Reads {@code --mode}. */
  static final class ModeConverter implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String value) {
      return switch (value) {
        case "min" -> Mode.MIN;
        case "max" -> Mode.MAX;
        default -> throw new TypeConversionException("it is min or max, not " + value);
      };
    }
  }
}
