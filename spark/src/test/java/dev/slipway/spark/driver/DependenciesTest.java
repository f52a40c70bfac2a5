package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.spark.driver.app.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DependenciesTest {
  @TempDir private Path folder;
  private Path jar;

  @BeforeEach
  void makeJar() {
    jar = TestJar.of(folder.resolve("an app.jar"), Probe.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.jars", "spark.files", "spark.archives", "spark.submit.pyFiles"})
  void namesTheOneFileThatIsMissing(String key) {
    SparkConf conf = new SparkConf(false).set(key, jar + "," + folder + "/absent.zip");
    assertThatThrownBy(() -> resolve(named(jar.toString()), conf))
        .isInstanceOfSatisfying(
            SlipwayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_MISSING);
              assertThat(e.problem()).contains("absent.zip").doesNotContain("an app.jar");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere/app.jar",
        "nosuchscheme://ada:secret@host/app.jar",
        "local:/nowhere.jar"
      })
  void aMainResourceThatCannotBeHadIsOneErrorWithoutItsPassword(String uri) {
    assertThatThrownBy(() -> resolve(named(uri), new SparkConf(false)))
        .isInstanceOfSatisfying(
            SlipwayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_MISSING);
              assertThat(e.problem()).doesNotContain("secret");
            });
  }

  @Test
  void aPatternThatMatchesNothingIsNoFile() {
    SparkConf conf = new SparkConf(false).set("spark.files", folder + "/*.csv");
    resolve(named(jar.toString()), conf);
    assertThat(conf.contains("spark.files")).isFalse();
  }

  @Test
  void aNameForMoreThanOneFileIsRefused() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "");
    Files.writeString(folder.resolve("b.csv"), "");
    SparkConf conf = new SparkConf(false).set("spark.files", folder + "/*.csv#one");
    assertThatThrownBy(() -> resolve(named(jar.toString()), conf))
        .hasMessageContaining("resolves ambiguously to multiple files");
  }

  @Test
  void theMainClassIsTheManifestsUnlessNamed() {
    MainResource unnamed = new MainResource.Jar(jar.toString(), Optional.empty());
    UserCode code = resolve(unnamed, new SparkConf(false));
    assertThat(code.mainClass()).isEqualTo(Probe.class.getName());
    assertThat(code.classPath()).containsExactly(jar.toString());
    assertThat(resolve(named(jar.toString()), new SparkConf(false)).mainClass())
        .isEqualTo("org.example.App");
  }

  @Test
  void noMainClassIsRefused() throws IOException {
    Path bare = TestJar.ofTexts(folder.resolve("bare.jar"), Map.of("a.txt", ""));
    Path text = Files.writeString(folder.resolve("text.jar"), "not a jar");
    for (Path without : List.of(bare, text)) {
      MainResource main = new MainResource.Jar(without.toString(), Optional.empty());
      assertThatThrownBy(() -> resolve(main, new SparkConf(false)))
          .isInstanceOfSatisfying(
              SlipwayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.MAIN_CLASS_MISSING));
    }
  }

  @Test
  void anInternalResourceAddsNoJar() {
    SparkConf conf = new SparkConf(false);
    UserCode code = resolve(new MainResource.Internal("spark-internal", "org.example.App"), conf);
    assertThat(code.classPath()).isEmpty();
    assertThat(conf.contains("spark.jars")).isFalse();
  }

  private static MainResource named(String uri) {
    return new MainResource.Jar(uri, Optional.of("org.example.App"));
  }

  @Test
  void whatTheManagerLaysIsNotSparksToDistribute() throws IOException {
    Path other = TestJar.ofTexts(folder.resolve("other.jar"), Map.of("a.txt", ""));
    Path file = Files.writeString(folder.resolve("a.csv"), "");
    SparkConf conf =
        new SparkConf(false)
            .set("spark.jars", other.toString())
            .set("spark.files", file + "#b.csv,https://host/c.csv");
    UserCode code = resolve(named(jar.toString()), conf, true);
    assertThat(code.classPath()).containsExactly(jar.toString(), "file://" + other);
    assertThat(conf.get("spark.jars")).endsWith("app.jar").doesNotContain(",");
    assertThat(conf.get("spark.files")).isEqualTo("https://host/c.csv");
  }

  private UserCode resolve(MainResource main, SparkConf conf) {
    return resolve(main, conf, false);
  }

  private UserCode resolve(MainResource main, SparkConf conf, boolean laid) {
    ApplicationSpec spec =
        new ApplicationSpec(
            "test",
            MasterUrl.parse("local[1]"),
            DeployMode.CLIENT,
            main,
            List.of(),
            Map.of(),
            false);
    return Dependencies.resolve(spec, conf, folder, laid);
  }
}
