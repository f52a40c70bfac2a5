package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of docs/ that the code makes. {@code -Dslipway.docs=write} writes it anew. */
final class GeneratedPage {
  private GeneratedPage() {}

  static void check(String name, String text) throws IOException {
    Path page = Path.of("../docs").resolve(name);
    if ("write".equals(System.getProperty("slipway.docs"))) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page))
        .as("written anew by ./mvnw -pl api test -Dslipway.docs=write")
        .isEqualTo(text);
  }
}
