package io.github.cacheferry.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.ManifestShape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecSchemaTest {
  private final SpecSchema schema =
      ManifestOptions.addTo(SpecSchema.of("local").required("dest").text("tag").flag("reset"));

  @Test
  void check_soundSpec_givesItsValues() throws CacheException {
    SpecValues values = check("dest=/a,tag=,reset=1,mode=max,compression-level=-3");
    assertThat(values.require("dest")).isEqualTo("/a");
    assertThat(values.text("tag")).isEmpty();
    assertThat(values.text("mode")).contains("max");
    assertThat(values.isTrue("reset")).isTrue();
    assertThat(values.flag("image-manifest")).isEmpty();
    assertThat(values.number("compression-level")).isEqualTo(OptionalInt.of(-3));
    assertThat(values.spec().type()).isEqualTo("local");
    assertThatThrownBy(() -> values.require("tag")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tag=x                     | type=local needs dest=…
          dest=                     | type=local needs dest=…
          dest=/a,tga=x             | type=local has no attribute "tga" here. Did you mean "tag"?
          src=/a                    | type=local has no attribute "src" here. Did you mean "dest"?
          dest=/a,imagemanifest=1   | Did you mean "image-manifest"?
          dest=/a,scope=x           | It has: dest, tag, reset, mode
          dest=/a,mode=foo          | mode cannot be "foo". It is one of min, max.
          dest=/a,mode=maxx         | mode cannot be "maxx". Did you mean mode=max?
          dest=/a,mode=MAX          | mode cannot be "MAX"
          dest=/a,mode=             | mode cannot be ""
          dest=/a,reset=yes         | reset cannot be "yes". It is true or false.
          dest=/a,compression-level=high | compression-level cannot be "high". It is a whole number.
          dest=/a,compression-level=99999999999 | It is a whole number.
          dest=/a,compression=lz4   | compression cannot be "lz4"
          """)
  void check_unsoundSpec_saysWhatIsWrong(String attributes, String message) {
    assertThatThrownBy(() -> check(attributes))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageStartingWith("could not understand the cache spec type=local,")
        .hasMessageContaining(message);
  }

  @Test
  void check_duration_isGos() throws CacheException {
    SpecSchema timed = SpecSchema.of("gha").duration("timeout");
    assertThat(timed.check(CacheSpec.parse("type=gha,timeout=1m30s")).duration("timeout"))
        .contains(Duration.ofSeconds(90));
    assertThatThrownBy(() -> timed.check(CacheSpec.parse("type=gha,timeout=10")))
        .hasMessageContaining("timeout cannot be \"10\". It is a time, as 90s or 10m.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
  void check_flag_isTrueAsInGo(String value) throws CacheException {
    assertThat(check("dest=/a,reset=" + value).flag("reset")).contains(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
  void check_flag_isFalseAsInGo(String value) throws CacheException {
    assertThat(check("dest=/a,reset=" + value).flag("reset")).contains(false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          dest=/a                                           | -
          dest=/a,image-manifest=true                       | OCI_IMAGE
          dest=/a,image-manifest=false                      | OCI_INDEX
          dest=/a,oci-mediatypes=true                       | OCI_IMAGE
          dest=/a,oci-mediatypes=false                      | DOCKER_LIST
          dest=/a,image-manifest=false,oci-mediatypes=false | DOCKER_LIST
          dest=/a,image-manifest=false,oci-mediatypes=true  | OCI_INDEX
          dest=/a,force-compression=false                   | -
          """)
  void options_shape_followsFromTheAttributes(String attributes, ManifestShape shape)
      throws CacheException {
    assertThat(ManifestOptions.of(check(attributes)).shape()).isEqualTo(Optional.ofNullable(shape));
  }

  @Test
  void options_thatNothingCanDo_areRefused() {
    assertThatThrownBy(
            () -> ManifestOptions.of(check("dest=/a,image-manifest=true,oci-mediatypes=false")))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("an image manifest needs OCI media types");
    assertThatThrownBy(() -> ManifestOptions.of(check("dest=/a,force-compression=true")))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("force-compression would change every blob");
  }

  @Test
  void nearMiss_findsTheFewestEdits() {
    List<String> known = List.of("scope", "token", "url", "url_v2");
    assertThat(NearMiss.find("scop", known)).contains("scope");
    assertThat(NearMiss.find("socpe", known)).contains("scope");
    assertThat(NearMiss.find("urlv2", known)).contains("url_v2");
    assertThat(NearMiss.find("ulr", known)).contains("url");
    assertThat(NearMiss.find("bucket", known)).isEmpty();
    assertThat(NearMiss.find("", List.of())).isEmpty();
  }

  private SpecValues check(String attributes) throws CacheException {
    return schema.check(CacheSpec.parse("type=local," + attributes));
  }
}
