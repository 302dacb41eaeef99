package io.github.cacheferry.registry;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.registry.credentials.CredentialHelperNotFoundException;
import com.google.cloud.tools.jib.registry.credentials.CredentialHelperUnhandledServerUrlException;
import com.google.cloud.tools.jib.registry.credentials.DockerCredentialHelper;
import io.github.cacheferry.cache.RunContext;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that keeps credentials, {@code docker-credential-NAME}. One that is missing, fails or
 * hangs is told by its name, and the registry is then asked without credentials.
 *
 * @see <a href="https://github.com/docker/docker-credential-helpers">docker-credential-helpers</a>
 */
final class CredentialHelper {
  private static final int TIMEOUT_SECONDS = 30;

  /** Under this name helpers keep what is for Docker Hub. */
  private static final String DOCKER_HUB_URL = "https://index.docker.io/v1/";

  private static final String NONE_KEPT = "credentials not found";

  private final String program;
  private final RunContext context;

  CredentialHelper(String name, RunContext context) {
    this.program = "docker-credential-" + name;
    this.context = context;
  }

  /** What the helper keeps for the registry. */
  Optional<Login> get(RegistryReference reference) throws IOException {
    Optional<Path> found = find();
    if (found.isEmpty()) {
      warn("is not on the PATH");
      return Optional.empty();
    }
    boolean hub = reference.host().equals(RegistryReference.DOCKER_HUB);
    String url = hub ? DOCKER_HUB_URL : reference.host();
    var helper = new DockerCredentialHelper(url, found.get(), context.environment());
    return run(new FutureTask<>(helper::retrieve)).map(this::login);
  }

  /** A helper may wait for a person who is not there: it gets a thread that can be given up. */
  private Optional<Credential> run(FutureTask<Credential> task) throws IOException {
    var thread = new Thread(task, program);
    thread.setDaemon(true);
    thread.start();
    var registration = context.cancellation().onCancel(() -> task.cancel(true));
    try {
      return Optional.of(task.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      explain(e);
    } catch (TimeoutException e) {
      task.cancel(true);
      warn("does not answer within " + TIMEOUT_SECONDS + " seconds");
    } catch (CancellationException e) {
      context.cancellation().check("run " + program);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } finally {
      registration.close();
    }
    return Optional.empty();
  }

  /** The helper's output is not shown: a secret may be in it. */
  private void explain(ExecutionException e) {
    Throwable failure = Optional.ofNullable(e.getCause()).orElse(e);
    if (failure instanceof CredentialHelperUnhandledServerUrlException) {
      if (!String.valueOf(failure.getMessage()).contains(NONE_KEPT)) {
        warn("gives no credentials");
      }
    } else if (failure instanceof CredentialHelperNotFoundException) {
      warn("cannot be run");
    } else {
      warn("failed (" + failure.getClass().getSimpleName() + ")");
    }
  }

  private Login login(Credential credential) {
    return new Login(
        credential.getUsername(),
        credential.getPassword(),
        credential.isOAuth2RefreshToken(),
        "the credential helper " + program);
  }

  /** Java would look along its own PATH, not the run's. */
  private Optional<Path> find() {
    if (!program.matches("[A-Za-z0-9._-]+")) {
      return Optional.empty();
    }
    for (String directory : context.variable("PATH").orElse("").split(File.pathSeparator, -1)) {
      Path file = context.workingDirectory().resolve(directory).resolve(program);
      Path windows = file.resolveSibling(program + ".exe");
      if (!directory.isEmpty() && (Files.isExecutable(file) || Files.isExecutable(windows))) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private void warn(String what) {
    context
        .listener()
        .warned("the credential helper " + program + " " + what + "; going on without it");
  }
}
