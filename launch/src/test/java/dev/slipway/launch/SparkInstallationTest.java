package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkInstallationTest {
  @TempDir private Path home;

  @Test
  void jarsAreSortedAndWithoutTheBackEndsOfSparksOwn() throws IOException {
    jars("z.jar", "spark-core_2.13-4.2.0.jar", "spark-yarn_2.13-4.2.0.jar", "a.jar", "notes.txt");
    jars("spark-kubernetes_2.13-4.2.0.jar", "spark-network-yarn_2.13-4.2.0.jar");

    SparkInstallation spark = SparkInstallation.at(home);

    assertThat(spark.version()).isEqualTo("4.2.0");
    assertThat(spark.jars())
        .extracting(jar -> jar.getFileName().toString())
        .containsExactly(
            "a.jar", "spark-core_2.13-4.2.0.jar", "spark-network-yarn_2.13-4.2.0.jar", "z.jar");
  }

  @Test
  void anOverlayIsFollowed() throws IOException {
    jars("spark-core_2.13-4.2.1.jar");
    Path overlay = Files.createDirectories(home.resolve("overlay"));
    Files.writeString(overlay.resolve(SparkInstallation.OVERLAY_MARKER), home + "\n");

    assertThat(SparkInstallation.at(overlay).home()).isEqualTo(home);
  }

  @Test
  void aRelativeHomeIsMadeAbsolute() throws IOException {
    jars("spark-core_2.13-4.2.0.jar");
    Path relative = Path.of("").toAbsolutePath().relativize(home);

    assertThat(SparkInstallation.at(relative).home().normalize()).isEqualTo(home);
    assertThat(SparkInstallation.at(relative).jars()).allMatch(Path::isAbsolute);
  }

  @Test
  void anotherVersionIsRefusedByName() throws IOException {
    jars("spark-core_2.13-4.1.1.jar");

    assertThatThrownBy(() -> SparkInstallation.at(home)).hasMessageContaining("4.1.1");
  }

  @Test
  void aFolderWithoutSparkIsNamed() {
    assertThatThrownBy(() -> SparkInstallation.at(home)).hasMessageContaining(home.toString());
  }

  private void jars(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(Files.createDirectories(home.resolve("jars")).resolve(name), "");
    }
  }
}
