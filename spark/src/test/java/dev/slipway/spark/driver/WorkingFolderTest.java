package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingFolderTest {
  @TempDir private Path sources;
  @TempDir private Path downloads;
  @TempDir private Path folder;

  private WorkingFolder working;

  @BeforeEach
  void make() {
    working = new WorkingFolder(folder, new Fetcher(new SparkConf(false), downloads));
  }

  @Test
  void filesLieThereUnderTheirNamesAndMayBeChangedAndRun() throws IOException {
    Path script = Files.writeString(sources.resolve("run me.sh"), "echo hello");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("r--------"));
    working.lay(List.of(script.toUri().toString(), script.toUri() + "#other.sh"), List.of());
    assertThat(folder.resolve("run me.sh")).hasContent("echo hello").isExecutable();
    assertThat(folder.resolve("other.sh")).hasContent("echo hello");
    Files.writeString(folder.resolve("other.sh"), "changed");
    assertThat(script).hasContent("echo hello");
  }

  @Test
  void archivesAreUnpackedUnderTheirNames() {
    Path zip = TestJar.ofTexts(sources.resolve("data.zip"), Map.of("in/a.txt", "1"));
    working.lay(List.of(), List.of(zip.toUri() + "#data", zip.toUri().toString()));
    assertThat(folder.resolve("data/in/a.txt")).hasContent("1");
    assertThat(folder.resolve("data.zip/in/a.txt")).hasContent("1");
  }

  @Test
  void theSameAgainReplaces() throws IOException {
    Path file = Files.writeString(sources.resolve("a.txt"), "new");
    Files.writeString(folder.resolve("a.txt"), "old");
    working.lay(List.of(file.toUri().toString()), List.of());
    assertThat(folder.resolve("a.txt")).hasContent("new");
  }

  @Test
  void nothingLeavesTheFolder() throws IOException {
    Path file = Files.writeString(sources.resolve("a.txt"), "a");
    for (String name : List.of("../a.txt", "/tmp/slipway-outside.txt", ".", "x/..")) {
      assertThatThrownBy(() -> working.lay(List.of(file.toUri() + "#" + name), List.of()))
          .isInstanceOfSatisfying(
              SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
    }
  }
}
