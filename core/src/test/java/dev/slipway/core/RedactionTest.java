package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.ssl.keyPassword",
        "spark.authenticate.SECRET",
        "spark.hadoop.fs.s3a.access.key",
        "spark.accessKey",
        "spark.some.Token",
      })
  void aTellingKeyHidesItsValue(String key) {
    assertThat(Redaction.redact(Map.of(key, "x"))).isEqualTo(Map.of(key, Redaction.HIDDEN));
  }

  @Test
  void aTellingValueIsHidden() {
    assertThat(Redaction.redact(Map.of("spark.driver.extraJavaOptions", "-Dpassword=x -Da=b")))
        .isEqualTo(Map.of("spark.driver.extraJavaOptions", Redaction.HIDDEN));
  }

  @Test
  void theUsersOwnRuleCounts() {
    Map<String, String> shown =
        Redaction.redact(
            Map.of("spark.redaction.regex", "zz+", "spark.azzb", "1", "spark.password", "2"));

    assertThat(shown).containsEntry("spark.azzb", Redaction.HIDDEN);
    assertThat(shown).containsEntry("spark.password", "2");
  }

  @Test
  void aRuleThatDoesNotParseShowsNothing() {
    assertThat(Redaction.redact(Map.of("spark.redaction.regex", "(", "spark.password", "2")))
        .containsEntry("spark.password", Redaction.HIDDEN);
  }
}
