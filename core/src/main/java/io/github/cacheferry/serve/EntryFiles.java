package io.github.cacheferry.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The finished entries on the disk: {@code <id>.data} and {@code <id>.json}. The second is written
 * last and deleted first, so an entry is there if and only if it is; the modification time of the
 * first is when the entry was last used.
 */
final class EntryFiles {
  private static final String DATA = ".data";
  private static final String NAME = ".json";
  private static final int LARGEST_NAME = 1 << 16;

  private final Path directory;

  EntryFiles(Path directory) {
    this.directory = directory;
  }

  /** An entry and when it was last used. */
  record Found(Entry entry, Instant accessed) {}

  /** All entries, the least recently used first. What a crash left of others is deleted. */
  List<Found> scan() throws IOException {
    Files.createDirectories(directory);
    var found = new ArrayList<Found>();
    var wanted = new HashSet<Path>();
    for (Path file : children()) {
      Optional<Entry> entry = file.toString().endsWith(NAME) ? read(file) : Optional.<Entry>empty();
      if (entry.isPresent()) {
        Path data = data(entry.get().id());
        wanted.addAll(Set.of(file, data));
        found.add(new Found(entry.get(), Files.getLastModifiedTime(data).toInstant()));
      }
    }
    for (Path file : children()) {
      if (!wanted.contains(file)) {
        Trees.delete(file);
      }
    }
    found.sort(
        Comparator.comparing(Found::accessed).thenComparing(each -> each.entry().sequence()));
    return found;
  }

  private List<Path> children() throws IOException {
    var list = new ArrayList<Path>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      children.forEach(list::add);
    }
    return list;
  }

  /** The entry, unless the file or its data is not what this class wrote. */
  private Optional<Entry> read(Path file) throws IOException {
    if (Files.size(file) > LARGEST_NAME) {
      return Optional.empty();
    }
    Fields fields;
    try {
      fields = Fields.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      return Optional.empty();
    }
    var entry =
        new Entry(
            fields.whole("id").orElse(-1),
            new EntryName(
                fields.text("repository"),
                fields.text("scope"),
                fields.text("version"),
                fields.text("key")),
            fields.whole("size").orElse(-1),
            fields.whole("sequence").orElse(-1),
            Instant.ofEpochMilli(fields.whole("created").orElse(0)));
    Path data = data(entry.id());
    boolean sound =
        file.equals(name(entry.id()))
            && Files.isRegularFile(data)
            && Files.size(data) == entry.size();
    return sound ? Optional.of(entry) : Optional.empty();
  }

  /** Where an entry's data belongs. */
  Path data(long id) {
    return directory.resolve(id + DATA);
  }

  private Path name(long id) {
    return directory.resolve(id + NAME);
  }

  /** Makes an entry of data that is in its place and on the disk already. */
  void publish(Entry entry) throws StorageFailure {
    try {
      byte[] json = json(entry);
      touch(entry, entry.created());
      Path half = directory.resolve(entry.id() + NAME + ".half");
      try (FileChannel file =
          FileChannel.open(half, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(json);
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(true);
      }
      Trees.force(directory);
      Files.move(half, name(entry.id()), StandardCopyOption.ATOMIC_MOVE);
      Trees.force(directory);
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  private static byte[] json(Entry entry) throws IOException {
    return JsonText.object(
        json -> {
          json.writeNumberField("id", entry.id());
          json.writeStringField("repository", entry.name().repository());
          json.writeStringField("scope", entry.name().scope());
          json.writeStringField("version", entry.name().version());
          json.writeStringField("key", entry.name().key());
          json.writeNumberField("size", entry.size());
          json.writeNumberField("sequence", entry.sequence());
          json.writeNumberField("created", entry.created().toEpochMilli());
        });
  }

  /** Opens an entry's data; what is read stays readable when the entry is deleted meanwhile. */
  FileChannel open(Entry entry) throws IOException {
    return FileChannel.open(data(entry.id()));
  }

  /** Notes that the entry was used. */
  void touch(Entry entry, Instant when) throws IOException {
    Files.setLastModifiedTime(data(entry.id()), FileTime.from(when));
  }

  /** Deletes an entry, or what there is of it. */
  void delete(long id) throws StorageFailure {
    Trees.deleteFile(directory.resolve(id + NAME + ".half"));
    Trees.deleteFile(name(id));
    Trees.deleteFile(data(id));
  }
}
