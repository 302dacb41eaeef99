package io.github.cacheferry.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.spec.CacheSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopedSpecTest {
  private static final String DIGEST =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ghcr.io/acme/app | type=registry,ref=ghcr.io/acme/app:cache-main",
        "ghcr.io/acme/app:cache | type=registry,ref=ghcr.io/acme/app:cache-main",
        "ghcr.io/acme/app:build | type=registry,ref=ghcr.io/acme/app:build-main",
        "localhost:5000/app | type=registry,ref=localhost:5000/app:cache-main",
        "[::1]:5000/app | type=registry,ref=[::1]:5000/app:cache-main",
        "type=registry,ref=h/a:t,mode=max | type=registry,ref=h/a:t-main,mode=max",
        "type=local,src=dir | type=local,src=dir,tag=cache-main",
        "type=local,tag=x,dest=dir | type=local,tag=x-main,dest=dir",
        "type=gha | type=gha,scope=cache-main",
        "type=gha,scope=app,mode=max | type=gha,scope=app-main,mode=max",
        "type=s3,bucket=b | type=s3,bucket=b,name=cache-main",
        "type=azblob,name=a;b | type=azblob,name=a-main;b-main",
      })
  void aSpecGetsTheScopesName(String spec, String scoped) throws CacheException {
    assertThat(of(spec, "main")).hasToString(scoped);
  }

  @Test
  void branchesThatLookAlikeGetDifferentSpecs() throws CacheException {
    assertThat(of("h/a", "a/b").toString()).matches("type=registry,ref=h/a:cache-a-b-[0-9a-f]{16}");
    assertThat(of("h/a", "a-b")).hasToString("type=registry,ref=h/a:cache-a-b");
  }

  /** Else whoever may push a branch {@code arm-main} could write what {@code cache-arm} reads. */
  @Test
  void aTagWithAHyphenCannotBeReachedFromAnotherTag() throws CacheException {
    assertThat(of("h/a:cache", "arm-main")).hasToString("type=registry,ref=h/a:cache-arm-main");
    assertThat(of("h/a:cache-arm", "main").toString())
        .matches("type=registry,ref=h/a:cache-arm-main-[0-9a-f]{16}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type=registry,ref=h/a@" + DIGEST,
        "type=local,src=d,digest=" + DIGEST,
        "type=nix"
      })
  void whatIsNamedByItsDigestHasNoScopes(String spec) throws CacheException {
    assertThat(ScopedSpec.of(CacheSpec.parse(spec), new ScopeName("main"))).isEmpty();
  }

  @Test
  void aLongTagStillFits_andATooLongOneIsToldSo() throws CacheException {
    String scoped = of("h/a:" + "t".repeat(100), "feature/" + "x".repeat(90)).toString();
    assertThat(scoped.substring(scoped.lastIndexOf(':') + 1)).hasSizeLessThanOrEqualTo(128);
    assertThatThrownBy(() -> of("h/a:" + "t".repeat(120), "main"))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("128 characters");
  }

  @Test
  void partsOfAScopeHaveNamesOfTheirOwn() throws CacheException {
    var amd = new ScopeName("main").with(java.util.Map.of("platform", "linux/amd64"));
    assertThat(amd).hasToString("main:platform=linux/amd64");
    assertThat(amd.slug()).matches("main-platform-linux-amd64-[0-9a-f]{16}");
    assertThat(new ScopeName("x").with(java.util.Map.of("image", "a:b%")))
        .hasToString("x:image=a%3Ab%25");
  }

  private static CacheSpec of(String spec, String scope) throws CacheException {
    return ScopedSpec.of(CacheSpec.parse(spec), new ScopeName(scope)).orElseThrow();
  }
}
