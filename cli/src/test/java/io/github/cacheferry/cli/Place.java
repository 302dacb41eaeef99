package io.github.cacheferry.cli;

import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FakeActionsCache;
import java.io.IOException;

/** The places that a cache can be written to and read from. */
enum Place {
  LOCAL,
  REGISTRY,
  GHA,
  PACKED;

  /** The spec of the place's one cache, to read it. */
  String source(Stage stage, FakeActionsCache actions) throws IOException {
    return switch (this) {
      case LOCAL -> "type=local,src=" + stage.path("there");
      case REGISTRY -> stage.registry().reference("acme/app:there");
      case GHA, PACKED -> ActionsEntries.spec(actions, 2, actions.token(), ",scope=app");
    };
  }

  /** The spec of the place's one cache, to write it. */
  String target(Stage stage, FakeActionsCache actions) throws IOException {
    return switch (this) {
      case LOCAL -> "type=local,dest=" + stage.path("there");
      case REGISTRY, GHA -> source(stage, actions);
      case PACKED -> source(stage, actions) + ",pack=true";
    };
  }
}
