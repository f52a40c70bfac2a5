package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the client's folders to those of a container. */
class ClientConfigurationTest {
  @TempDir private Path folder;
  private Path spark;
  private Path hadoop;

  @BeforeEach
  void makeFolders() throws IOException {
    spark = Files.createDirectories(folder.resolve("spark-conf"));
    hadoop = Files.createDirectories(folder.resolve("hadoop-conf"));
  }

  @Test
  void whatIsConfigurationArrivesAndNothingElse() throws IOException {
    for (String name :
        List.of("log4j2.properties", "log4j2-mine.xml", "hive-site.xml", "metrics.properties")) {
      Files.writeString(spark.resolve(name), name);
    }
    for (String name :
        List.of("spark-defaults.conf", "spark-env.sh", "log4j2.properties.template")) {
      Files.writeString(spark.resolve(name), name);
    }
    Files.writeString(hadoop.resolve("core-site.xml"), "core");
    Files.createDirectories(hadoop.resolve("shellprofile.d"));
    ClientFolders there = travel(spec(Map.of()));
    assertThat(names(there.spark().orElseThrow()))
        .containsExactly(
            "hive-site.xml", "log4j2-mine.xml", "log4j2.properties", "metrics.properties");
    assertThat(names(there.hadoop().orElseThrow())).containsExactly("core-site.xml");
    assertThat(there.hadoop().orElseThrow().resolve("core-site.xml")).hasContent("core");
    assertThat(there.environment()).containsOnlyKeys("SPARK_CONF_DIR", "HADOOP_CONF_DIR");
  }

  @Test
  void theSameFilesAreTheSameZip() throws IOException {
    Files.writeString(hadoop.resolve("core-site.xml"), "core");
    Files.writeString(spark.resolve("hive-site.xml"), "hive");
    try (ClientConfiguration one = configuration(spec(Map.of()));
        ClientConfiguration other = configuration(spec(Map.of()))) {
      assertThat(zip(one)).hasSameBinaryContentAs(zip(other));
    }
  }

  @Test
  void theZipGoesAndWithoutFilesThereIsNone() throws IOException {
    assertThat(configuration(spec(Map.of())).specification()).isEqualTo(spec(Map.of()));
    Files.writeString(hadoop.resolve("core-site.xml"), "core");
    ClientConfiguration one = configuration(spec(Map.of()));
    Path zip = zip(one);
    one.close();
    assertThat(zip).doesNotExist();
  }

  @Test
  void log4jFilesNamedInJavaOptionsTravelWhenTheyAreHere() throws IOException {
    Files.writeString(spark.resolve("log4j2.properties"), "the folder's");
    Path named = Files.writeString(folder.resolve("log4j2.properties"), "the named");
    ApplicationSpec spec =
        spec(
            Map.of(
                "spark.driver.extraJavaOptions",
                "-Dx=1 -Dlog4j2.configurationFile=file:" + named + " -Dy=2",
                "spark.executor.extraJavaOptions",
                "-Dlog4j.configurationFile=/not/here.xml,https://h/log4j2.xml"));
    try (ClientConfiguration configuration = configuration(spec)) {
      Map<String, String> after = configuration.specification().properties();
      assertThat(after.get("spark.executor.extraJavaOptions"))
          .isEqualTo("-Dlog4j.configurationFile=/not/here.xml,https://h/log4j2.xml");
      String options = after.get("spark.driver.extraJavaOptions");
      assertThat(options).matches("-Dx=1 -Dlog4j2.configurationFile=classpath:[^ ]+ -Dy=2");
      ClientFolders.unpack(zip(configuration), folder.resolve("there"));
      Path there = ClientFolders.in(folder.resolve("there")).spark().orElseThrow();
      String name = options.replaceFirst(".*classpath:([^ ]+) .*", "$1");
      assertThat(there.resolve(name)).hasContent("the named");
      assertThat(there.resolve("log4j2.properties")).hasContent("the folder's");
    }
  }

  @Test
  void whatIsMoreThanConfigurationIsRefused() throws IOException {
    Files.write(hadoop.resolve("data"), new byte[(int) ClientFolders.LARGEST + 1]);
    assertThatThrownBy(() -> configuration(spec(Map.of())))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark/../../x", "spark/..", "/etc/x", "x", "spark/", "spark/a/b"})
  void noEntryLeavesTheFolder(String name) throws IOException {
    Path zip = folder.resolve("evil.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      entries.putNextEntry(new ZipEntry(name));
      entries.write(1);
    }
    assertThatThrownBy(() -> ClientFolders.unpack(zip, folder.resolve("there")))
        .isInstanceOf(SlipwayException.class);
  }

  private ClientFolders travel(ApplicationSpec spec) {
    try (ClientConfiguration configuration = configuration(spec)) {
      ClientFolders.unpack(zip(configuration), folder.resolve("there"));
      return ClientFolders.in(folder.resolve("there"));
    }
  }

  private ClientConfiguration configuration(ApplicationSpec spec) {
    return ClientConfiguration.of(
        spec, Map.of("HADOOP_CONF_DIR", hadoop.toString()), Optional.of(spark));
  }

  private static Path zip(ClientConfiguration configuration) {
    return Path.of(configuration.specification().properties().get(ClientFolders.PROPERTY));
  }

  private static List<String> names(Path folder) {
    return Arrays.stream(folder.toFile().list()).sorted().toList();
  }

  private static ApplicationSpec spec(Map<String, String> properties) {
    return new ApplicationSpec(
        "n",
        MasterUrl.parse("slipway://h:1"),
        DeployMode.CLUSTER,
        new MainResource.Python("p.py"),
        List.of(),
        properties,
        false);
  }
}
