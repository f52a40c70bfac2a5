package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesFileTest {
  @TempDir private Path folder;

  @Test
  void hasTheFormOfJavaProperties() throws IOException {
    assertThat(
            read(
                """
                # a comment
                spark.blank    value with blanks \t
                spark.equals=1
                spark.colon: 2
                spark.long = first,\\
                    second
                spark.umlaut größe
                spark.newline \\n
                spark.empty
                spark.blank.again ${env:HOME}
                """))
        .isEqualTo(
            Map.of(
                "spark.blank", "value with blanks",
                "spark.equals", "1",
                "spark.colon", "2",
                "spark.long", "first,second",
                "spark.umlaut", "größe",
                "spark.newline", "\n",
                "spark.empty", "",
                "spark.blank.again", "${env:HOME}"));
  }

  @Test
  void aBrokenFileIsNamed() {
    Refused.with(ErrorCode.INVALID_VALUE, () -> read("spark.a \\u00zz")).contains("broken.conf");
    Refused.with(ErrorCode.RESOURCE_MISSING, () -> PropertiesFile.read(folder))
        .contains(folder.toString());
  }

  private Map<String, String> read(String text) throws IOException {
    return PropertiesFile.read(Files.writeString(folder.resolve("broken.conf"), text));
  }
}
