package io.github.cacheferry.inspect;

import io.github.cacheferry.model.Digest;
import java.util.List;

/**
 * Something wrong with a blob of a cache.
 *
 * @param kind what is wrong
 * @param blob the blob
 * @param detail what was found and what was expected, for a person
 * @param steps the indices of the records whose results need the blob: what it costs
 */
public record Finding(Kind kind, Digest blob, String detail, List<Integer> steps) {
  public Finding {
    steps = List.copyOf(steps);
  }

  /** What can be wrong with a blob. */
  public enum Kind {
    /** The backend does not hold it. From a registry or S3 this fails the build. */
    MISSING("missing"),
    /** It is shorter or longer than its descriptor says. */
    WRONG_SIZE("wrong-size"),
    /** Its bytes are not the ones of its name. */
    WRONG_DIGEST("wrong-digest"),
    /**
     * Uncompressed it is not what its descriptor says; BuildKit does not notice and builds wrong
     * images.
     */
    WRONG_DIFF_ID("wrong-diff-id"),
    /** Its descriptor does not say what it is uncompressed, so that BuildKit rebuilds the step. */
    NO_DIFF_ID("no-diff-id"),
    /** Its descriptor does not say what kind of thing it is, which fails the build. */
    NO_MEDIA_TYPE("no-media-type"),
    /** It cannot be uncompressed. */
    UNREADABLE("unreadable"),
    /** A layer names it, and the manifest does not list it, so that BuildKit ignores the layer. */
    UNLISTED("unlisted");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    /** The word for outputs. */
    public String wire() {
      return wire;
    }

    /** Whether the blob's bytes are not there or not the right ones. */
    public boolean isOfBytes() {
      return this != NO_DIFF_ID && this != NO_MEDIA_TYPE && this != UNLISTED;
    }
  }
}
