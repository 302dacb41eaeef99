package io.github.cacheferry.cli.config;

import io.github.cacheferry.cache.CacheException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Reads a configuration's text. */
final class ConfigText {
  private static final int LARGEST = 64 * 1024;

  private ConfigText() {}

  /**
   * The file's text.
   *
   * @param name how complaints call it
   * @param links whether it may be a symbolic link; a repository's could show another file
   * @throws CacheException.Usage if it is no file of at most 64 KiB of UTF-8
   */
  static String read(Path file, String name, boolean links) throws CacheException.Usage {
    var options = links ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    if (!Files.isRegularFile(file, options)) { // a pipe would be waited for
      throw ConfigProblem.of(name, "it is not a regular file", "");
    }
    try (InputStream in = Files.newInputStream(file, options)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw ConfigProblem.of(name, "it has more than " + LARGEST + " bytes", "");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw ConfigProblem.of(name, "it is not in UTF-8", "");
    } catch (CacheException.Usage e) {
      throw e;
    } catch (IOException e) {
      throw ConfigProblem.of(name, "it cannot be read: " + e, "");
    }
  }
}
