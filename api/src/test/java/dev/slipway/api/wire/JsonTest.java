package dev.slipway.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Property
  void anyStringComesBackAsItWas(@ForAll String text) {
    assertThat(Json.parse(Json.write(text))).isEqualTo(text);
  }

  @Property
  void anyListOfNumbersComesBackAsItWas(@ForAll List<Long> numbers) {
    assertThat(Json.parse(Json.write(numbers))).isEqualTo(numbers);
  }

  @Test
  void everyKindOfValue() {
    assertThat(Json.parse(" {\"a\" : [1, -2.5, true, false, null, \"\\u00e9\\n\"], \"b\":{}} "))
        .isEqualTo(
            Map.of("a", Arrays.asList(1L, -2.5, true, false, null, "\u00e9\n"), "b", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,",
        "{\"a\"}",
        "{a:1}",
        "tru",
        "\"x",
        "\"\\x\"",
        "\"\\u12\"",
        "1 2",
        "-",
        "1e",
        "nul",
        "[1]]"
      })
  void brokenTextIsRefusedWithItsPosition(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at position");
  }

  @Test
  void endlessNestingIsRefused() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nested too deeply");
  }
}
