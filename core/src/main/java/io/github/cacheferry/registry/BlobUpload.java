package io.github.cacheferry.registry;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.http.Faults;
import io.github.cacheferry.http.Retry;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import okhttp3.RequestBody;

/**
 * One blob's way into a repository, over as many attempts as it takes. After an attempt that broke
 * it first looks whether the blob has been stored all the same; a large one then goes on where the
 * registry says that it stopped, a small one begins anew.
 */
final class BlobUpload {
  /** Below this, asking for the state of an upload costs more than sending it again. */
  private static final long WORTH_RESUMING = 8 << 20;

  private static final Set<String> WRONG_BYTES = Set.of("DIGEST_INVALID", "SIZE_INVALID");

  private final Uploads uploads;
  private final BlobSource source;
  private final Descriptor blob;
  private final CountOnce progress;
  private Optional<UploadSession> session;
  private long arrived;
  private boolean broken;
  private boolean wrongBytes;
  private boolean sessionLost;

  /**
   * @param session an upload that was begun for this blob
   */
  BlobUpload(
      Uploads uploads, BlobSource source, Optional<UploadSession> session, ByteCount progress) {
    this.uploads = uploads;
    this.source = source;
    this.blob = source.descriptor();
    this.session = session;
    this.progress = new CountOnce(progress);
  }

  /** Tries once; what the attempt found out is known to the next. */
  Put attempt(Retry.Round round) throws IOException {
    if (broken) {
      broken = false;
      if (uploads.holds(blob)) {
        return Put.COPIED;
      }
      recover(round);
    }
    if (session.isEmpty()) {
      Uploads.Begun begun = uploads.begin(source);
      if (begun.session().isEmpty()) {
        return begun.how();
      }
      session = begun.session();
      arrived = 0;
    }
    send(session.get());
    return Put.COPIED;
  }

  private void send(UploadSession open) throws IOException {
    var body = new SourceBody(source, arrived, progress);
    try {
      if (arrived == 0) {
        uploads.once(new UploadPut(open, blob.digest(), body));
      } else if (arrived == blob.size()) {
        uploads.once(new UploadPut(open, blob.digest(), RequestBody.EMPTY));
      } else {
        UploadSession next = uploads.once(new UploadPatch(open, blob, arrived, body));
        session = Optional.of(next);
        uploads.once(new UploadPut(next, blob.digest(), RequestBody.EMPTY));
      }
    } catch (IOException e) {
      if (body.failure().isPresent()) {
        throw sourceFailed(body.failure().get());
      }
      broken = true;
      if (e instanceof UnexpectedStatus status) {
        refused(status);
      }
      throw e;
    }
  }

  /** Whether the registry's complaint is worth another attempt with a new session. */
  private void refused(UnexpectedStatus status) throws IOException {
    Set<String> codes = ErrorReply.parse(status.body()).codes();
    boolean wrong = codes.stream().anyMatch(WRONG_BYTES::contains);
    if (wrong && wrongBytes) {
      throw new CacheException.Corrupt(
          Problem.of(
              "push blob " + blob.digest(),
              uploads.where(),
              "its bytes are damaged on the way, twice; its source has the right ones"));
    }
    if (wrong) {
      wrongBytes = true;
      session = Optional.empty();
      rehash();
      throw new Anew("the registry received other bytes than were sent");
    }
    boolean lost = status.code() == 404 || status.code() == 416;
    if (lost && !sessionLost) {
      sessionLost = true;
      session = Optional.empty();
      throw new Anew("the registry knows nothing of the upload any more");
    }
  }

  /** Reads the source once more, so that its damage is not blamed on the registry. */
  private void rehash() throws IOException {
    try (InputStream in = source.openVerified()) {
      in.skipNBytes(blob.size());
      if (in.read() >= 0) {
        throw new CacheException.Corrupt(
            Problem.of("push blob " + blob.digest(), source.toString(), "it is too long"));
      }
    }
  }

  private void recover(Retry.Round round) throws IOException {
    if (session.isEmpty() || blob.size() < WORTH_RESUMING) {
      session = Optional.empty();
      return;
    }
    Optional<UploadStatus.Arrived> state = uploads.state(session.get());
    long before = arrived;
    session = state.map(UploadStatus.Arrived::session).filter(open -> state.get().bytes() > 0);
    arrived = session.isPresent() ? Math.min(state.get().bytes(), blob.size()) : 0;
    if (arrived > before) {
      round.progress();
    }
  }

  private IOException sourceFailed(IOException failure) {
    if (failure instanceof CacheException || Faults.isConnection(failure)) {
      return failure;
    }
    return new CacheException.Unavailable(
        Problem.of("read blob " + blob.digest(), source.toString(), failure.toString()), failure);
  }

  /** An attempt that failed and is to be made again from the start. */
  private static final class Anew extends IOException {
    private static final long serialVersionUID = 1L;

    Anew(String message) {
      super(message);
    }
  }
}
