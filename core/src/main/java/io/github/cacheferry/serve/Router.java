package io.github.cacheferry.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Hands each request to its service, by the known part of its path. */
final class Router implements HttpHandler {
  static final System.Logger LOG = System.getLogger(Router.class.getName());

  private static final int FAILED = 500;

  private final TwirpService twirp;
  private final RestService rest;
  private final BlobService blobs;
  private final SignedUrls urls;
  private final Optional<String> externalUrl;

  Router(CacheStore store, SignedUrls urls, ActionsCacheConfig config) {
    var tokens = new TokenCheck(config.secret(), config.readOnly(), config.clock());
    this.twirp = new TwirpService(store, tokens);
    this.rest = new RestService(store, tokens);
    this.blobs = new BlobService(store, urls);
    this.urls = urls;
    this.externalUrl =
        config.externalUrl().map(URI::toString).map(url -> url.replaceFirst("/+$", ""));
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Workers.patience().end();
    try (exchange) {
      route(exchange);
    } catch (IOException e) {
      // The client has gone, or rested too long: nobody to tell.
      LOG.log(System.Logger.Level.DEBUG, "a request broke off", e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a request failed unexpectedly", e);
      exchange.sendResponseHeaders(FAILED, -1);
    }
  }

  private void route(HttpExchange exchange) throws IOException {
    try {
      dispatch(new Call(exchange, Workers.patience()));
    } catch (Refusal e) {
      exchange.sendResponseHeaders(e.reason().status(), -1);
    }
  }

  private void dispatch(Call call) throws IOException {
    String path = call.path();
    int at = path.lastIndexOf(TwirpService.PATH);
    if (at >= 0) {
      twirp.serve(call, path.substring(at + TwirpService.PATH.length()), links(call, at));
      return;
    }
    at = path.lastIndexOf(RestService.PATH);
    if (at >= 0) {
      rest.serve(call, path.substring(at + RestService.PATH.length()), links(call, at));
      return;
    }
    at = path.lastIndexOf(SignedUrls.BLOBS);
    if (at >= 0) {
      blobs.serve(call, path.substring(at + SignedUrls.BLOBS.length()));
      return;
    }
    // Whatever version is asked for, the toolkit's client understands this.
    twirp.serve(call, path, links(call, 0));
  }

  private Links links(Call call, int prefix) throws Refusal {
    String base =
        externalUrl.isPresent()
            ? externalUrl.get()
            : "http://" + call.host() + call.path().substring(0, prefix);
    return new Links(base, urls);
  }
}
