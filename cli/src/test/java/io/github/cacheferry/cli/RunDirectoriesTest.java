package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directories that run makes by itself, and which of them it removes. */
class RunDirectoriesTest {
  private static final String KEY = "0123456789ab";
  private static final String DOCKER =
      """
      #!/bin/sh
      for word; do
        case $word in *type=local,dest=*) to=${word#*dest=}; cp -r fixture/. "${to%%,*}/" ;; esac
      done
      """;

  @TempDir private Path directory;
  private Stage stage;
  private Path parent;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "fixture");
    stage.script("docker", DOCKER);
    parent = Files.createDirectories(stage.path("home/.cache/cacheferry"));
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void whatNoRunHasUsedForTwoWeeksIsRemoved() throws IOException {
    old("layout-" + KEY);
    Files.createDirectories(parent.resolve("layout-" + KEY + "-targets"));
    old("layout-" + KEY + "-targets/a");
    age(parent.resolve("layout-" + KEY + "-targets"), 15);
    age(Files.writeString(parent.resolve("layout-" + KEY + "-compose.json"), "{}"), 15);
    age(Files.writeString(parent.resolve("layout-" + KEY + "-compose-hit.json.12.tmp"), ""), 15);
    old("layout-cdef0123456789");
    InProcess program = program();
    assertThat(run(program)).isZero();
    assertThat(program.err())
        .contains("saved: registry ")
        .matches(
            "(?s).*\nremoved the directories of 1 build that no run has used for 14 days: [0-9.]+"
                + " kB\n");
    assertThat(names())
        .hasSize(3)
        .contains("layout.lock", "layout-cdef0123456789")
        .anyMatch(name -> name.matches("layout-[0-9a-f]{12}"));
    InProcess again = program();
    assertThat(run(again)).isZero();
    assertThat(again.err()).doesNotContain("removed");
  }

  @Test
  void whatSomeRunHasUsedStays() throws IOException {
    age(layout("layout-" + KEY), 13);
    Path used = Files.createDirectories(parent.resolve("layout-aaaaaaaaaaaa-targets"));
    layout("layout-aaaaaaaaaaaa-targets/new");
    age(used, 15);
    assertKept();
  }

  @Test
  void whatSomebodyWritesOrHoldsStays() throws IOException {
    Path written = layout("layout-" + KEY);
    Files.writeString(written.resolve("index.json.lock"), "");
    age(written, 15);
    assertKept();
    old("layout-aaaaaaaaaaaa");
    try (FileChannel locks =
            FileChannel.open(
                parent.resolve("layout.lock"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        var held = locks.lock(0xaaaaaaaaaaaaL, 1, true)) {
      assertThat(held.isValid()).isTrue();
      assertKept();
    }
  }

  @Test
  void whatIsNotOfARunStays() throws IOException {
    for (String name :
        List.of(
            "layout",
            "layout-0123456789AB",
            "layout-" + KEY + "0",
            "my-layout-" + KEY,
            "layout-" + KEY + "-mine")) {
      old(name);
    }
    Path mine = layout("layout-bbbbbbbbbbbb");
    Files.writeString(mine.resolve("notes"), "precious");
    age(mine, 15);
    Path file = Files.writeString(parent.resolve("layout-cccccccccccc"), "a file");
    age(file, 15);
    Path elsewhere = stage.layout("max-image-manifest", "elsewhere");
    age(elsewhere, 15);
    Files.createSymbolicLink(parent.resolve("layout-dddddddddddd"), elsewhere);
    Path targets = Files.createDirectories(parent.resolve("layout-eeeeeeeeeeee-targets"));
    Files.createSymbolicLink(targets.resolve("a"), elsewhere);
    age(targets, 15);
    assertKept();
    assertThat(elsewhere.resolve("index.json")).exists();
  }

  @Test
  void whatARunThatWasKilledHasLeftIsRemoved() throws IOException {
    old("layout-" + KEY + "-finished-12");
    layout("layout-aaaaaaaaaaaa");
    layout("layout-aaaaaaaaaaaa-removed-34");
    Path finished = parent.resolve("layout-bbbbbbbbbbbb-finished-7");
    Files.createDirectories(finished.resolve("dockerfile"));
    layout("layout-bbbbbbbbbbbb-finished-7/layout");
    age(finished, 15);
    assertThat(run(program())).isZero();
    assertThat(names())
        .contains("layout-" + KEY + "-finished-12", "layout-aaaaaaaaaaaa")
        .noneMatch(name -> name.contains("-removed-") || name.contains("-finished-7"));
  }

  @Test
  void linksInADirectoryAreNotFollowed() throws IOException {
    Path elsewhere = stage.layout("max-image-manifest", "elsewhere");
    Path layout = layout("layout-" + KEY);
    Files.createSymbolicLink(layout.resolve("blobs/sha256/link"), elsewhere);
    age(layout, 15);
    assertThat(run(program())).isZero();
    assertThat(layout).doesNotExist();
    assertThat(elsewhere.resolve("index.json")).exists();
  }

  @Test
  void keepUnused_tellsHowLongOrForever() throws IOException {
    old("layout-" + KEY);
    for (String kept : List.of("forever", "16")) {
      assertThat(run(program().with("CACHEFERRY_KEEP_UNUSED", kept))).isZero();
      assertThat(names()).contains("layout-" + KEY);
    }
    InProcess wrong = program();
    assertThat(run(wrong, "--keep-unused=0")).isEqualTo(2);
    assertThat(wrong.err()).contains("it is a number of days from 1 to 10000, or forever, not 0");
    InProcess quiet = program();
    assertThat(run(quiet, "--keep-unused=1", "--quiet")).isZero();
    assertThat(quiet.err()).doesNotContain("removed");
    assertThat(names()).doesNotContain("layout-" + KEY);
  }

  @Test
  void aDirectoryOfOnesOwnRemovesNothing() throws IOException {
    old("layout-" + KEY);
    assertThat(run(program(), "--dir=cache")).isZero();
    assertThat(run(program(), "--print")).isZero();
    assertThat(run(program(), "--dry-run")).isZero();
    assertThat(names()).contains("layout-" + KEY);
  }

  @Test
  void aRunThatOnlyReadsUsesItsDirectoryToo() throws IOException {
    String reference = stage.registry().reference("acme/app:cache");
    String docker = stage.path("docker").toString();
    assertThat(run(program())).isZero();
    List<String> before = names();
    assertThat(program().run("run", "--cache-from", reference, "--", docker, "build", "."))
        .isZero();
    List<String> after = new ArrayList<>(names());
    after.removeAll(before);
    assertThat(after).hasSize(1);
    Path read = parent.resolve(after.get(0));
    age(read, 15);
    assertThat(program().run("run", "--cache-from", reference, "--", docker, "build", "."))
        .isZero();
    assertThat(Files.getLastModifiedTime(read).toInstant())
        .isAfter(Instant.now().minus(Duration.ofHours(1)));
  }

  @Test
  void whereNothingCanBeLockedTheBuildRunsAndNothingIsRemoved() throws IOException {
    old("layout-" + KEY);
    Files.createSymbolicLink(parent.resolve("layout.lock"), stage.path("elsewhere"));
    InProcess program = program();
    assertThat(run(program)).isZero();
    assertThat(program.err()).contains("saved: registry ").doesNotContain("warning");
    assertThat(names()).contains("layout-" + KEY);
    assertThat(stage.path("elsewhere")).doesNotExist();
  }

  private void assertKept() throws IOException {
    List<String> before = names();
    InProcess program = program();
    assertThat(run(program)).isZero();
    assertThat(program.err()).doesNotContain("removed");
    assertThat(names()).containsAll(before);
  }

  private InProcess program() {
    return stage.program().withHome(stage.path("home")).with("PATH", "/usr/bin:/bin");
  }

  private int run(InProcess program, String... options) {
    var words = new ArrayList<String>(List.of("run"));
    words.addAll(List.of(options));
    words.add("--cache-to=" + stage.registry().reference("acme/app:cache"));
    words.addAll(List.of("--", stage.path("docker").toString(), "build", "."));
    return program.run(words.toArray(String[]::new));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private Path layout(String name) {
    return stage.layout("max-image-manifest", parent.resolve(name).toString());
  }

  private void old(String name) throws IOException {
    age(layout(name), 15);
  }

  /** Also what is in it. */
  private static void age(Path path, int days) throws IOException {
    var time = FileTime.from(Instant.now().minus(Duration.ofDays(days)));
    if (Files.isDirectory(path)) {
      try (Stream<Path> all = Files.list(path)) {
        for (Path child : all.filter(each -> !Files.isSymbolicLink(each)).toList()) {
          Files.setLastModifiedTime(child, time);
        }
      }
    }
    Files.setLastModifiedTime(path, time);
  }
}
