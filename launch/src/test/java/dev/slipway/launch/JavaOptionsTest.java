package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaOptionsTest {

  @Test
  void quotesJoinAndBlanksPart() {
    assertThat(parse("")).isEmpty();
    assertThat(parse("  -Da=1 \t -Db=2\n")).containsExactly("-Da=1", "-Db=2");
    assertThat(parse("\"ab cd\" efgh 'i \" j'")).containsExactly("ab cd", "efgh", "i \" j");
    assertThat(parse("-Da='b c'd")).containsExactly("-Da=b cd");
    assertThat(parse("'' \"\"")).containsExactly("", "");
    assertThat(parse("a\\ b 'a\\b' \"a\\\"b\"")).containsExactly("a b", "a\\b", "a\"b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'", "\"", "a \"b", "a\\"})
  void whatIsLeftOpenIsRefused(String text) {
    assertThatThrownBy(() -> parse(text)).hasMessageContaining("the.key");
  }

  @Property
  void anythingCanBeQuoted(@ForAll List<String> options) {
    String quoted =
        options.stream()
            .map(option -> '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(" "));

    assertThat(parse(quoted)).isEqualTo(options);
  }

  private static List<String> parse(String text) {
    return JavaOptions.parse("the.key", text);
  }
}
