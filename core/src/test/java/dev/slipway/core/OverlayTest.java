package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
  @TempDir private Path folder;
  private Path spark;
  private Overlay overlay;

  @BeforeEach
  void make() throws IOException {
    spark = FakeSpark.in(folder.resolve("spark"), "4.2.0");
    Path checkout = folder.resolve("checkout");
    Files.createDirectories(checkout.resolve("bin"));
    Files.writeString(checkout.resolve("bin/spark-submit"), "ours");
    overlay = new Overlay(folder.resolve("state"), checkout);
  }

  @Test
  void hasSparksFilesAndOurScripts() throws IOException {
    Path home = overlay.over(SparkInstallation.at(spark));

    assertThat(home.resolve("bin/spark-submit")).hasContent("ours");
    assertThat(home.resolve("bin/spark-class")).hasContent("Spark's");
    assertThat(home.resolve("RELEASE")).hasContent("4.2.0");
    assertThat(home.resolve("jars")).isDirectory();
    assertThat(home.resolve("python/lib")).isDirectory();
    assertThat(Files.exists(home.resolve("conf"))).isFalse();
    Files.createDirectories(spark.resolve("conf"));
    assertThat(home.resolve("conf")).isDirectory();
  }

  @Test
  void isNeverMistakenForSpark() {
    Path home = overlay.over(SparkInstallation.at(spark));

    SparkInstallation seen = SparkInstallation.at(home);

    assertThat(seen.home()).isEqualTo(spark);
    assertThat(overlay.over(seen)).isEqualTo(home);
  }

  @Test
  void isTheSameUntilSparkChanges() throws IOException {
    Path first = overlay.over(SparkInstallation.at(spark));
    assertThat(overlay.over(SparkInstallation.at(spark))).isEqualTo(first);

    Files.writeString(spark.resolve("NOTICE"), "new");

    Path second = overlay.over(SparkInstallation.at(spark));
    assertThat(second).isNotEqualTo(first);
    assertThat(second.resolve("NOTICE")).hasContent("new");
    assertThat(first).exists();
  }

  @Test
  void thePipPackageIsOnItsPythonPath() throws IOException {
    Files.writeString(spark.resolve("__init__.py"), "");

    Path home = overlay.over(SparkInstallation.at(spark));

    assertThat(home.resolve("python/pyspark/__init__.py")).exists();
  }
}
