package io.github.cacheferry.actions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.json.GoJson;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The index of a cache whose small blobs are in packs.
 *
 * @param packs the packs that hold blobs of it
 * @param index BuildKit's config, its layers with annotations, and what is recorded with it
 */
public record PackIndex(List<Pack> packs, CacheIndex index) {
  /** The most bytes that we put into a pack, or believe to be in one. */
  public static final long LARGEST_PACK = 64L << 20;

  private static final int MOST_PACKS = 10_000;
  private static final int MOST_BLOBS = 1_000_000;

  public PackIndex {
    packs = List.copyOf(packs);
  }

  /**
   * An entry with many blobs in it.
   *
   * @param key its key, which ends with the digest of its bytes
   * @param size its bytes
   * @param blobs where each blob is in it
   */
  public record Pack(String key, long size, List<Piece> blobs) {
    public Pack {
      blobs = List.copyOf(blobs);
      PackKeys.digest(key);
      if (size < 1 || size > LARGEST_PACK) {
        throw new IllegalArgumentException("a pack of " + size + " bytes");
      }
      for (Piece piece : blobs) {
        if (piece.offset() > size || piece.size() > size - piece.offset()) {
          throw new IllegalArgumentException(piece.digest() + " is not within its pack");
        }
      }
    }
  }

  /**
   * A blob in a pack.
   *
   * @param digest the blob
   * @param offset its first byte in the pack
   * @param size its bytes
   */
  public record Piece(Digest digest, long offset, long size) {
    public Piece {
      if (offset < 0 || size < 0) {
        throw new IllegalArgumentException("a blob at " + offset + " of " + size + " bytes");
      }
    }
  }

  /** The index as it is stored. */
  public byte[] bytes() {
    var json = new StringBuilder("{\"packs\":[");
    for (Pack pack : packs) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",").append('{');
      GoJson.string(GoJson.field(json, "key"), pack.key());
      GoJson.field(json, "size").append(pack.size());
      GoJson.field(json, "blobs").append('[');
      for (Piece piece : pack.blobs()) {
        json.append(json.charAt(json.length() - 1) == '[' ? "" : ",").append('{');
        GoJson.string(GoJson.field(json, "digest"), piece.digest().toString());
        GoJson.field(json, "offset").append(piece.offset());
        GoJson.field(json, "size").append(piece.size()).append('}');
      }
      json.append("]}");
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(json.append("],\"config\":").toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(ConfigJson.write(index));
    out.write('}');
    return out.toByteArray();
  }

  /**
   * Reads an index.
   *
   * @throws CacheException.Corrupt if it makes no sense
   */
  public static PackIndex parse(byte[] bytes, String where) throws CacheException {
    List<Pack> packs = List.of();
    var index = new CacheIndex(CacheConfig.EMPTY, List.of());
    try (JsonParser json = GoJson.parser(bytes)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "it is no object");
      require(json.currentTokenLocation().getByteOffset() >= 0, "it is not written in UTF-8");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("packs")) {
          packs = packs(json);
        } else if (name.equals("config")) {
          int from = (int) json.currentTokenLocation().getByteOffset();
          json.skipChildren();
          int to = (int) json.currentLocation().getByteOffset();
          index = ConfigJson.parseIndex(Arrays.copyOfRange(bytes, from, to), where);
        } else {
          json.skipChildren();
        }
      }
      require(json.nextToken() == null, "text follows the JSON object");
      return new PackIndex(packs, index);
    } catch (CacheException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new CacheException.Corrupt(Problem.of("read the index of packs", where, why), e);
    }
  }

  private static List<Pack> packs(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "packs is no list");
    var packs = new ArrayList<Pack>();
    int blobs = 0;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      Pack pack = pack(json);
      packs.add(pack);
      blobs += pack.blobs().size();
      require(packs.size() <= MOST_PACKS && blobs <= MOST_BLOBS, "it names too much");
    }
    require(json.currentToken() == JsonToken.END_ARRAY, "a pack is no object");
    return packs;
  }

  private static Pack pack(JsonParser json) throws IOException {
    String key = "";
    long size = 0;
    var blobs = new ArrayList<Piece>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "key" -> key = json.getText();
        case "size" -> size = json.getLongValue();
        case "blobs" -> {
          require(value == JsonToken.START_ARRAY, "blobs is no list");
          while (json.nextToken() == JsonToken.START_OBJECT) {
            blobs.add(piece(json));
            require(blobs.size() <= MOST_BLOBS, "a pack names too much");
          }
          require(json.currentToken() == JsonToken.END_ARRAY, "a blob is no object");
        }
        default -> json.skipChildren();
      }
    }
    return new Pack(key, size, blobs);
  }

  private static Piece piece(JsonParser json) throws IOException {
    String digest = "";
    long offset = -1;
    long size = -1;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "digest" -> digest = json.getText();
        case "offset" -> offset = json.getLongValue();
        case "size" -> size = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    return new Piece(Digest.parse(digest), offset, size);
  }

  private static void require(boolean sound, String why) {
    if (!sound) {
      throw new IllegalArgumentException(why);
    }
  }
}
