package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {

  @ParameterizedTest
  @CsvSource({"512,512", "512m,512", "2g,2048", "1T,1048576", "2048k,2", "2gb,2048", "' 1g ',1024"})
  void sparksNotation(String text, long mebibytes) {
    assertThat(Memory.parse("spark.driver.memory", text).mebibytes()).isEqualTo(mebibytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "g", "1.5g", "-1g", "1x", "99999999999999999999g", "9223372036854775807g"})
  void whatDoesNotParseNamesTheSetting(String text) {
    assertThatThrownBy(() -> Memory.parse("spark.driver.memory", text))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("spark.driver.memory is '" + text + "'");
  }

  @Property
  void whatIsPrintedParsesToTheSame(@ForAll @LongRange(min = 0, max = 1L << 40) long mebibytes) {
    Memory memory = Memory.ofMebibytes(mebibytes);
    assertThat(Memory.parse("x", memory.toString())).isEqualTo(memory);
  }

  @Test
  void overheadHasAFloor() {
    assertThat(ContainerMemory.overhead(Memory.ofMebibytes(1024), 0.10).mebibytes()).isEqualTo(384);
    assertThat(ContainerMemory.overhead(Memory.ofMebibytes(8192), 0.10).mebibytes()).isEqualTo(819);
  }

  @Test
  void aSumNamesItsParts() {
    ContainerMemory memory =
        new ContainerMemory(
            Memory.ofMebibytes(1024),
            Memory.ofMebibytes(384),
            Memory.ofMebibytes(0),
            Memory.ofMebibytes(512));
    assertThat(memory.describe()).isEqualTo("1920m = 1024m heap + 384m overhead + 512m pyspark");
  }
}
