package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScopesTest {
  @Test
  void words_areSortedAndJoined() {
    assertThat(Scopes.push("acme/app").plus(Scopes.pull("acme/base")).words())
        .containsExactly("repository:acme/app:pull,push", "repository:acme/base:pull");
  }

  @Test
  void challengesScopes_areMerged() {
    Scopes asked = Scopes.parse("repository:acme/app:delete repository(plugin):x:*  nonsense :");
    assertThat(Scopes.pull("acme/app").plus(asked).words())
        .containsExactly("repository(plugin):x:*", "repository:acme/app:delete,pull");
  }

  @Test
  void sameScopes_areEqual() {
    assertThat(Scopes.parse("repository:a:push,pull")).isEqualTo(Scopes.push("a"));
  }
}
