package io.github.cacheferry.cli.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command's page of the manual, for man(1), in the macros of man(7). */
public final class ManPage {
  private static final Map<String, String> FILES =
      new TreeMap<>(
          Map.of(
              ".cacheferry.yaml",
              "What options are that are not given, for jobs on this repository: the nearest from"
                  + " the working directory up to the root of the checkout.",
              "~/.config/cacheferry/config.yaml",
              "The same for this user ($XDG_CONFIG_HOME). CACHEFERRY_CONFIG names another."));

  private ManPage() {}

  /** The name of the page: {@code cacheferry-serve-gha}. */
  public static String name(CommandPage page) {
    return "cacheferry-" + page.words().replace(' ', '-');
  }

  /**
   * The command's page.
   *
   * @param version the program and its version, for the page's foot
   */
  public static String text(CommandPage page, String version) {
    UsageMessageSpec usage = page.spec().usageMessage();
    var roff = new Roff();
    roff.title(name(page), version);
    roff.section("NAME").line(name(page) + " \\- " + Roff.escaped(page.summary()));
    roff.section("SYNOPSIS");
    for (String synopsis : usage.customSynopsis()) {
      roff.paragraph(synopsis);
    }
    roff.section("DESCRIPTION");
    for (String paragraph : usage.description()) {
      roff.paragraph(paragraph);
    }
    parameters(roff, page);
    options(roff, page.options());
    exitCodes(roff, usage.exitCodeList());
    footer(roff, page);
    return roff.section("SEE ALSO").line("\\fBcacheferry\\fR(1)").text();
  }

  /**
   * The page of the program as a whole.
   *
   * @param overview its help
   */
  public static String overview(String overview, List<CommandPage> pages, String version) {
    var roff = new Roff();
    roff.title("cacheferry", version);
    roff.section("NAME").line("cacheferry \\- ferries the build caches of BuildKit");
    roff.section("DESCRIPTION").verbatim(overview.lines().toList());
    roff.section("FILES");
    FILES.forEach((file, what) -> roff.term("\\fI" + Roff.escaped(file) + "\\fR").paragraph(what));
    roff.section("SEE ALSO");
    var names = new ArrayList<String>();
    for (CommandPage page : pages) {
      names.add("\\fB" + Roff.escaped(name(page)) + "\\fR(1)");
    }
    return roff.line(String.join(",\n", names)).text();
  }

  private static void parameters(Roff roff, CommandPage page) {
    for (PositionalParamSpec parameter : page.spec().positionalParameters()) {
      roff.term("\\fI" + Roff.escaped(parameter.paramLabel()) + "\\fR");
      roff.paragraph(String.join(" ", parameter.description()));
    }
  }

  private static void options(Roff roff, List<OptionSpec> options) {
    roff.section("OPTIONS");
    for (OptionSpec option : options) {
      var names = new ArrayList<String>();
      for (String name : OptionNames.of(option)) {
        names.add("\\fB" + Roff.escaped(name) + "\\fR");
      }
      String value =
          OptionNames.takesValue(option)
              ? "=\\fI" + Roff.escaped(option.paramLabel()) + "\\fR"
              : "";
      roff.term(String.join(", ", names) + value).paragraph(OptionNames.description(option));
    }
  }

  private static void exitCodes(Roff roff, Map<String, String> codes) {
    if (!codes.isEmpty()) {
      roff.section("EXIT STATUS");
      codes.forEach(
          (code, meaning) -> roff.term("\\fB" + Roff.escaped(code) + "\\fR").paragraph(meaning));
    }
  }

  /** Examples and variables, in lines as they are; a line that ends in a colon is a heading. */
  private static void footer(Roff roff, CommandPage page) {
    var lines = new ArrayList<String>();
    lines.add(heading(page.spec().usageMessage().footerHeading()));
    lines.addAll(Arrays.asList(page.spec().usageMessage().footer()));
    if (!page.environment().isEmpty()) {
      lines.addAll(List.of(page.environment().split("\n", -1)));
    }
    var block = new ArrayList<String>();
    for (String line : lines) {
      if (line.endsWith(":") && !line.startsWith(" ")) {
        flush(roff, block);
        roff.section(line.substring(0, line.length() - 1).toUpperCase(Locale.ROOT));
      } else {
        block.add(line);
      }
    }
    flush(roff, block);
  }

  private static void flush(Roff roff, List<String> block) {
    while (!block.isEmpty() && block.get(block.size() - 1).isBlank()) {
      block.remove(block.size() - 1);
    }
    if (!block.isEmpty()) {
      roff.verbatim(block);
    }
    block.clear();
  }

  private static String heading(String text) {
    return text.replace("%n", "").strip();
  }
}
