package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterGuardTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local[2] | local[4]",
        "local[2] | local",
        "local | local[*]",
        "local[*] | local[2,3]",
        "slipway://a:7077 | slipway://a:7077",
        "yarn | yarn"
      })
  void theSameManager(String submitted, String actual) {
    assertThatCode(() -> MasterGuard.check(MasterUrl.parse(submitted), actual))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local[2] | spark://host:7077",
        "local[2] | local-cluster[1,1,512]",
        "local[2] | yarn",
        "slipway://a:7077 | local[2]",
        "slipway://a:7077 | slipway://b:7077",
        "yarn | nonsense"
      })
  void anotherManagerNamesBoth(String submitted, String actual) {
    assertThatThrownBy(() -> MasterGuard.check(MasterUrl.parse(submitted), actual))
        .isInstanceOfSatisfying(
            SlipwayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.MASTER_MISMATCH);
              assertThat(e.problem()).contains(submitted, actual);
            });
  }

  @Test
  void isTakenOutAgainBeforeExecutorsCanSeeIt() {
    SparkConf none = new SparkConf(false).set("spark.master", "local[2]");
    MasterGuard.watch(none);
    assertThat(none.get("spark.plugins")).isEqualTo(MasterGuard.class.getName());
    assertThat(new MasterGuard(none).driverPlugin()).isNull();
    assertThat(none.contains("spark.plugins")).isFalse();

    SparkConf some = none.clone().set("spark.plugins", "org.example.Mine");
    MasterGuard.watch(some);
    assertThat(some.get("spark.plugins")).contains("org.example.Mine,");
    assertThat(new MasterGuard(some).executorPlugin()).isNull();
    assertThat(some.get("spark.plugins")).isEqualTo("org.example.Mine");
  }
}
