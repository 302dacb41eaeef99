package io.github.cacheferry.registry;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.TlsSettings;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Response;

/** Runs one step against one canned answer. */
final class StepRunner implements AutoCloseable {
  private final MockWebServer server = new MockWebServer();
  private final RunContext run = Runs.plain();
  private final HttpTransport transport;

  StepRunner() throws IOException {
    server.start();
    transport = HttpTransport.open(run, TlsSettings.of(run));
  }

  /** The step's result for this answer. */
  <T> T run(Step<T> step, MockResponse answer) throws IOException {
    server.enqueue(answer);
    Response response = transport.execute(step.request(server.url("/")).build());
    try {
      return step.handle(response);
    } finally {
      if (!step.keepsResponse()) {
        response.close();
      }
    }
  }

  /** The result for an answer without a body. */
  <T> T run(Step<T> step, int code, String... headers) throws IOException {
    return run(step, answer(code, "", headers));
  }

  /** The request that was sent. */
  RecordedRequest request() {
    try {
      return server.takeRequest();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A URL of the server. */
  okhttp3.HttpUrl url(String path) {
    return server.url(path);
  }

  static MockResponse answer(int code, String body, String... headers) {
    var answer = new MockResponse.Builder().code(code).body(body);
    for (int i = 0; i < headers.length; i += 2) {
      answer.setHeader(headers[i], headers[i + 1]);
    }
    return answer.build();
  }

  @Override
  public void close() {
    transport.close();
    server.close();
  }
}
