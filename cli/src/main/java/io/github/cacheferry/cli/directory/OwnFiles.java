package io.github.cacheferry.cli.directory;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What runs have made for one build.
 *
 * @param entries all of it
 * @param changed when any of it changed last
 */
record OwnFiles(List<Entry> entries, Instant changed) {
  /** Not the lock of its index: while that is there, somebody writes. */
  private static final Set<String> OF_LAYOUT =
      Set.of("blobs", "ingest", "index.json", "oci-layout");

  private static final Set<String> OF_FINISHED = Set.of("layout", "dockerfile");

  /** What a run that was killed may leave of looking whether it can write. */
  private static final String PROBE = ".probe-";

  OwnFiles {
    entries = List.copyOf(entries);
  }

  /** What is there. */
  record Entry(Path path, OwnName name) {}

  /** Whether one look is enough to see that nothing of it may go; mostly it is. */
  static boolean areInUse(List<Entry> entries, Instant since) throws IOException {
    for (Entry entry : entries) {
      if (entry.name().kind() == OwnName.Kind.REMOVED) {
        return false;
      }
    }
    for (Entry entry : entries) {
      if (!attributes(entry.path()).lastModifiedTime().toInstant().isBefore(since)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks at what has these names, without following links.
   *
   * @throws Foreign if something is not what a run makes, or somebody is changing it
   * @throws IOException if it cannot be looked at
   */
  static OwnFiles of(List<Entry> entries) throws IOException {
    Instant newest = Instant.MIN;
    for (Entry entry : entries) {
      newest = later(newest, changed(entry));
    }
    return new OwnFiles(entries, newest);
  }

  /** What may go: all of it if nothing has changed since then, else what was to go already. */
  List<Path> unusedSince(Instant then) {
    boolean all = changed.isBefore(then);
    return entries.stream()
        .filter(entry -> all || entry.name().kind() == OwnName.Kind.REMOVED)
        .map(Entry::path)
        .toList();
  }

  private static Instant changed(Entry entry) throws IOException {
    return switch (entry.name().kind()) {
      case FILE -> file(entry.path());
      case LAYOUT -> directory(entry.path(), OF_LAYOUT);
      case FINISHED -> directory(entry.path(), OF_FINISHED);
      case TARGETS -> targets(entry.path());
      case REMOVED -> Instant.MIN; // it was found to be ours, and no run knows its name
    };
  }

  private static Instant file(Path file) throws IOException {
    BasicFileAttributes attributes = attributes(file);
    if (!attributes.isRegularFile()) {
      throw new Foreign(file);
    }
    return attributes.lastModifiedTime().toInstant();
  }

  private static Instant targets(Path targets) throws IOException {
    Instant newest = time(targets);
    for (Path layout : children(targets)) {
      newest = later(newest, directory(layout, OF_LAYOUT));
    }
    return newest;
  }

  private static Instant directory(Path directory, Set<String> names) throws IOException {
    Instant newest = time(directory);
    for (Path child : children(directory)) {
      String name = String.valueOf(child.getFileName());
      if (!names.contains(name) && !name.startsWith(PROBE)) {
        throw new Foreign(child);
      }
      newest = later(newest, attributes(child).lastModifiedTime().toInstant());
    }
    return newest;
  }

  private static Instant time(Path directory) throws IOException {
    BasicFileAttributes attributes = attributes(directory);
    if (!attributes.isDirectory()) {
      throw new Foreign(directory);
    }
    return attributes.lastModifiedTime().toInstant();
  }

  static List<Path> children(Path directory) throws IOException {
    var children = new ArrayList<Path>();
    try (DirectoryStream<Path> listed = Files.newDirectoryStream(directory)) {
      listed.forEach(children::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Something that a run does not make. */
  static final class Foreign extends IOException {
    private static final long serialVersionUID = 1;

    Foreign(Path path) {
      super(path + " is not what a run leaves there");
    }
  }
}
