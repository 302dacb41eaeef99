package io.github.cacheferry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutMarkTest {
  @TempDir private Path directory;

  @Test
  void sameTextOfAnotherTime_andOtherTextOfTheSameTime_areOthers() throws IOException {
    assertThat(mark()).isEmpty();
    Optional<LayoutMark> first = write("{}", 1);
    assertThat(first).isPresent().isEqualTo(mark());
    assertThat(write("{}", 2)).isPresent().isNotEqualTo(first);
    assertThat(write("{ }", 1)).isPresent().isNotEqualTo(first);
    assertThat(write("{}", 1)).isEqualTo(first);
  }

  @Test
  void anIndexThatIsNoFile_isNone() throws IOException {
    Files.createDirectory(directory.resolve("index.json"));
    assertThat(mark()).isEmpty();
  }

  private Optional<LayoutMark> write(String text, int seconds) throws IOException {
    Path index = Files.writeString(directory.resolve("index.json"), text);
    Files.setLastModifiedTime(index, FileTime.fromMillis(seconds * 1000L));
    return mark();
  }

  private Optional<LayoutMark> mark() {
    return LayoutMark.of(new CacheDirectory(directory.toString()));
  }
}
