package io.github.cacheferry.testing;

import io.github.cacheferry.model.Digest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a fake registry answers. */
public final class FakeRoutes {
  private static final Pattern ROUTE =
      Pattern.compile("/v2/(.+)/(manifests|blobs/uploads|blobs)/([^/]*)");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  private final FakeContents contents;
  private final FakeUploads uploads;
  private final FakeStorage storage;
  private final Manners manners = new Manners();

  FakeRoutes(FakeContents contents, FakeUploads uploads, FakeStorage storage) {
    this.contents = contents;
    this.uploads = uploads;
    this.storage = storage;
  }

  Manners manners() {
    return manners;
  }

  FakeReply answer(LoggedRequest request, byte[] body) {
    Matcher route = ROUTE.matcher(request.path());
    if (!route.matches()) {
      return FakeReply.error(404, "NAME_UNKNOWN");
    }
    String repository = route.group(1);
    String name = route.group(3);
    if (manners.readOnly && !request.method().matches("GET|HEAD")) {
      return FakeReply.error(405, "UNSUPPORTED");
    }
    return switch (route.group(2) + " " + request.method()) {
      case "manifests GET", "manifests HEAD" -> getManifest(repository, name);
      case "manifests PUT" -> putManifest(request, repository, name, body);
      case "blobs GET", "blobs HEAD" -> getBlob(request, repository, name);
      case "blobs/uploads POST" -> begin(request, repository);
      case "blobs/uploads PUT" -> end(request, repository, body);
      case "blobs/uploads PATCH" -> patch(request, body);
      case "blobs/uploads GET" -> state(request, 204, new byte[0]);
      case "blobs/uploads DELETE" -> FakeReply.of(uploads.end(request.path()) ? 204 : 404);
      default -> FakeReply.error(405, "UNSUPPORTED");
    };
  }

  private FakeReply getManifest(String repository, String name) {
    return contents
        .manifest(repository, name)
        .map(
            manifest ->
                new FakeReply(
                    200,
                    Map.of(
                        "Content-Type",
                        manifest.mediaType(),
                        "Docker-Content-Digest",
                        Digest.of(manifest.bytes()).toString()),
                    manifest.bytes()))
        .orElseGet(() -> FakeReply.error(404, "MANIFEST_UNKNOWN"));
  }

  private FakeReply putManifest(
      LoggedRequest request, String repository, String name, byte[] body) {
    String type = request.header("content-type").orElse("");
    boolean index = type.contains("index") || type.contains("list");
    if (index && manners.refusesIndexes) {
      return FakeReply.error(404, "MANIFEST_UNKNOWN");
    }
    Matcher digests = Pattern.compile("sha256:[0-9a-f]{64}\",\"size").matcher(new String(body));
    while (digests.find()) {
      Digest named = Digest.parse(digests.group().substring(0, 71));
      if (contents.blob(repository, named).isEmpty()) {
        return FakeReply.error(400, "MANIFEST_BLOB_UNKNOWN");
      }
    }
    Digest digest = contents.putManifest(repository, name, type, body);
    return FakeReply.of(201).with("Docker-Content-Digest", digest.toString());
  }

  private FakeReply getBlob(LoggedRequest request, String repository, String name) {
    Optional<byte[]> blob = contents.blob(repository, Digest.parse(name));
    if (blob.isEmpty()) {
      return FakeReply.error(404, "BLOB_UNKNOWN");
    }
    if (storage.isUsed()) {
      return FakeReply.of(307).with("Location", storage.address(Digest.parse(name)));
    }
    var headers = Map.of("Docker-Content-Digest", name);
    return bytes(request, blob.get(), headers, manners.ignoresRanges);
  }

  /** All bytes, or the range that is asked for. */
  static FakeReply bytes(
      LoggedRequest request, byte[] all, Map<String, String> headers, boolean ignoreRange) {
    Matcher range = RANGE.matcher(request.header("range").orElse(""));
    if (ignoreRange || !range.matches()) {
      return new FakeReply(200, headers, all);
    }
    int from = Integer.parseInt(range.group(1));
    int to = range.group(2).isEmpty() ? all.length : Integer.parseInt(range.group(2)) + 1;
    if (from >= all.length) {
      return FakeReply.of(416);
    }
    to = Math.min(to, all.length);
    return new FakeReply(206, headers, Arrays.copyOfRange(all, from, to))
        .with("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + all.length);
  }

  private FakeReply begin(LoggedRequest request, String repository) {
    Optional<Digest> mount = request.parameter("mount").map(Digest::parse);
    String from = request.parameter("from").orElse("");
    if (mount.isPresent() && manners.mounts) {
      Optional<byte[]> blob = contents.blob(from, mount.get());
      if (blob.isPresent()) {
        contents.putBlob(repository, blob.get());
        return FakeReply.of(201)
            .with("Docker-Content-Digest", mount.get().toString())
            .with("Location", "/v2/" + repository + "/blobs/" + mount.get());
      }
    }
    return session(202, uploads.begin(repository), 0);
  }

  private FakeReply end(LoggedRequest request, String repository, byte[] body) {
    Optional<byte[]> all = uploads.arrived(request.path(), body);
    if (all.isEmpty()) {
      return FakeReply.error(404, "BLOB_UPLOAD_UNKNOWN");
    }
    String wanted = request.parameter("digest").orElse("");
    if (!Digest.of(all.get()).toString().equals(wanted)) {
      uploads.end(request.path());
      return FakeReply.error(400, "DIGEST_INVALID");
    }
    contents.putBlob(repository, all.get());
    uploads.end(request.path());
    return FakeReply.of(201).with("Docker-Content-Digest", wanted);
  }

  private FakeReply patch(LoggedRequest request, byte[] body) {
    return state(request, 202, body);
  }

  private FakeReply state(LoggedRequest request, int status, byte[] body) {
    return uploads
        .arrived(request.path(), body)
        .map(all -> session(status, request.path(), all.length))
        .orElseGet(() -> FakeReply.error(404, "BLOB_UPLOAD_UNKNOWN"));
  }

  private FakeReply session(int status, String path, int arrived) {
    return FakeReply.of(status)
        .with("Location", path + "?_state=abc%3D")
        .with("Range", "0-" + Math.max(0, arrived - 1));
  }

  /** What a fake registry does differently from distribution. */
  public static final class Manners {
    private volatile boolean readOnly;
    private volatile boolean refusesIndexes;
    private volatile boolean ignoresRanges;
    private volatile boolean mounts = true;

    Manners() {}

    /** Takes no writes, with status 405. */
    public void readOnly() {
      readOnly = true;
    }

    /** Takes no index of layers, with status 404, as Harbor and Quay do. */
    public void refuseIndexes() {
      refusesIndexes = true;
    }

    /** Sends the whole blob whatever range is asked for. */
    public void ignoreRanges() {
      ignoresRanges = true;
    }

    /** Begins an upload where a mount is asked for. */
    public void neverMount() {
      mounts = false;
    }
  }
}
