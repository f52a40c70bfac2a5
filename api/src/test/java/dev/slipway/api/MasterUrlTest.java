package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.MasterUrl.Manager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasterUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "local LOCAL",
        "local[4] LOCAL",
        "local[*] LOCAL",
        "local[4,2] LOCAL",
        "local[*,2] LOCAL",
        "yarn YARN",
        "k8s://https://host:6443 KUBERNETES",
        "mesos://host:5050 MESOS",
        "spark://host:7077 SPARK",
        "slipway://host:7477 SLIPWAY",
        "slipway://[::1]:7477 SLIPWAY",
      })
  void eachManagerHasItsForm(String text, Manager manager) {
    assertThat(MasterUrl.parse(text)).isEqualTo(new MasterUrl(manager, text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "locale",
        "local[x]",
        "local[-1]",
        "slipway://",
        "slipway://host",
        "http://h:1",
        "YARN"
      })
  void anythingElseIsRefusedByName(String text) {
    assertThatThrownBy(() -> MasterUrl.parse(text))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MASTER_UNKNOWN))
        .hasMessageContaining("'" + text + "'");
  }
}
