package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileCommandTest {
  @TempDir private Path directory;

  @Test
  void set_theRunnerReadsEveryValueBack() throws IOException {
    var values = new LinkedHashMap<String, String>();
    values.put("empty", "");
    values.put("plain", "type=local,src=/tmp/x");
    values.put("line", "\n");
    values.put("lines", "a\nb\n\nc\n");
    values.put("carriage", "a\r\nb\r");
    values.put("heredoc", "x<<EOF\ny\nEOF");
    values.put("looks-like-ours", "ghadelimiter_1\nname=value");
    values.put("utf-8", "naïve ☕ 💥");
    values.put("command", "::error::x%0A");
    FileCommand file = file(FileCommand.Kind.OUTPUT);
    for (Map.Entry<String, String> value : values.entrySet()) {
      file.set(value.getKey(), value.getValue());
    }
    assertThat(RunnerRules.values(read())).isEqualTo(values);
  }

  @Test
  void set_appendsToWhatOthersWrote() throws IOException {
    Files.writeString(directory.resolve("file"), "theirs=1");
    file(FileCommand.Kind.ENV).set("ours", "2");
    assertThat(RunnerRules.values(read())).isEqualTo(Map.of("theirs", "1", "ours", "2"));
  }

  @Test
  void set_takesANewDelimiterEachTime() throws IOException {
    FileCommand file = file(FileCommand.Kind.ENV);
    file.set("a", "1");
    file.set("a", "1");
    assertThat(read().lines().filter(line -> line.startsWith("a<<")).distinct()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=b", "a<<b", "a\nb", "xEOFx"})
  void heredoc_refusesNamesThatTheRunnerWouldReadOtherwise(String name) {
    assertThatThrownBy(() -> FileCommand.heredoc(name, "value", "EOF"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void heredoc_refusesAValueThatHoldsTheDelimiter() {
    assertThatThrownBy(() -> FileCommand.heredoc("name", "a\nEOF\nb=c", "EOF"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void set_losesNothingOfWhatOthersWriteAtTheSameTime() throws Exception {
    FileCommand file = file(FileCommand.Kind.OUTPUT);
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      var running = new ArrayList<Future<?>>();
      for (int writer = 0; writer < 4; writer++) {
        String name = "writer" + writer + "-";
        running.add(
            writers.submit(
                () -> {
                  for (int i = 0; i < 250; i++) {
                    file.set(name + i, "x".repeat(i));
                  }
                  return name;
                }));
      }
      for (Future<?> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      writers.shutdownNow();
    }
    assertThat(RunnerRules.values(read())).hasSize(1000).containsEntry("writer3-2", "xx");
  }

  @Test
  void append_leavesAFullFileAsItWas() throws IOException {
    FileCommand file = file(FileCommand.Kind.SUMMARY);
    assertThat(file.append(10, "12345678\n")).isTrue();
    assertThat(file.append(10, "☕")).isFalse();
    assertThat(file.append(10, "1")).isTrue();
    assertThat(read()).isEqualTo("12345678\n1");
  }

  @ParameterizedTest
  @EnumSource(FileCommand.Kind.class)
  void find_isEmptyWhereTheRunnerHasNoSuchFile(FileCommand.Kind kind) {
    assertThat(FileCommand.find(kind, Map.of())).isEmpty();
    assertThat(FileCommand.find(kind, Map.of("GITHUB_" + kind, ""))).isEmpty();
  }

  private FileCommand file(FileCommand.Kind kind) {
    String name = kind == FileCommand.Kind.SUMMARY ? "STEP_SUMMARY" : kind.name();
    return FileCommand.find(kind, Map.of("GITHUB_" + name, directory.resolve("file").toString()))
        .orElseThrow();
  }

  private String read() throws IOException {
    return Files.readString(directory.resolve("file"));
  }
}
