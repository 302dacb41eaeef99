package io.github.cacheferry.cli.shell;

import java.util.List;

/** The shells that can complete a command line. */
public enum Shell {
  BASH("bash-completion/completions/cacheferry"),
  ZSH("zsh/site-functions/_cacheferry"),
  FISH("fish/vendor_completions.d/cacheferry.fish");

  private final String file;

  Shell(String file) {
    this.file = file;
  }

  /** Where the shell looks for it, below a share directory. */
  public String file() {
    return file;
  }

  /** What the shell reads. */
  public String completion(List<CommandPage> pages) {
    return switch (this) {
      case BASH -> BashCompletion.text(pages);
      case ZSH -> ZshCompletion.text(pages);
      case FISH -> FishCompletion.text(pages);
    };
  }
}
