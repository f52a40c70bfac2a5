package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class SettingsTest {
  private static final MasterUrl LOCAL = MasterUrl.parse("local[2]");
  private static final MasterUrl CLUSTER = MasterUrl.parse("slipway://127.0.0.1:7077");

  private static Path folder;

  /** Where a property may be said, the strongest first. */
  enum Source {
    OPTION,
    CONF,
    LATER_EXTRA_FILE,
    EXTRA_FILE,
    FILE,
    DEFAULTS,
    VARIABLE
  }

  @BeforeContainer
  static void makeFiles() throws IOException {
    folder = Files.createTempDirectory("settings-test-");
    for (Source source :
        List.of(Source.LATER_EXTRA_FILE, Source.EXTRA_FILE, Source.FILE, Source.DEFAULTS)) {
      Files.writeString(file(source, true), "spark.executor.memory " + source + "\n");
      Files.writeString(file(source, false), "spark.unrelated.key 1\n");
    }
  }

  @AfterContainer
  static void removeFiles() throws IOException {
    FileTree.delete(folder);
  }

  @Property(tries = 128)
  void theStrongestSourceCounts(@ForAll Set<Source> saying) throws IOException {
    List<String> words = new ArrayList<>();
    Map<String, String> environment = new HashMap<>();
    if (saying.contains(Source.OPTION)) {
      words.addAll(List.of("--executor-memory", Source.OPTION.name()));
    }
    if (saying.contains(Source.CONF)) {
      words.addAll(List.of("--conf", "spark.executor.memory=" + Source.CONF));
    }
    words.addAll(List.of("--properties-file", path(Source.FILE, saying), "--load-spark-defaults"));
    words.addAll(List.of("--extra-properties-file", path(Source.EXTRA_FILE, saying)));
    words.addAll(List.of("--extra-properties-file", path(Source.LATER_EXTRA_FILE, saying)));
    if (saying.contains(Source.VARIABLE)) {
      environment.put("SPARK_EXECUTOR_MEMORY", Source.VARIABLE.name());
    }
    Path configuration = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        configuration.resolve("spark-defaults.conf"),
        Files.readString(Path.of(path(Source.DEFAULTS, saying))));

    Map<String, String> settings =
        settings(words, environment, configuration).effective(CLUSTER, DeployMode.CLIENT);

    Optional<String> strongest = saying.stream().sorted().findFirst().map(Source::name);
    assertThat(Optional.ofNullable(settings.get("spark.executor.memory"))).isEqualTo(strongest);
  }

  @Example
  void aPropertiesFileTakesThePlaceOfTheDefaults() throws IOException {
    Path configuration = Files.createDirectories(folder.resolve("other-conf"));
    Files.writeString(configuration.resolve("spark-defaults.conf"), "spark.a defaults\n");
    Path file = Files.writeString(folder.resolve("mine.conf"), "spark.b mine\n");

    assertThat(settings(List.of(), Map.of(), configuration).merged())
        .containsOnly(Map.entry("spark.a", "defaults"));
    assertThat(
            settings(List.of("--properties-file", file.toString()), Map.of(), configuration)
                .merged())
        .containsOnly(Map.entry("spark.b", "mine"));
    assertThat(
            settings(
                    List.of("--properties-file", file.toString(), "--load-spark-defaults"),
                    Map.of(),
                    configuration)
                .merged())
        .containsOnly(Map.entry("spark.a", "defaults"), Map.entry("spark.b", "mine"));
  }

  @Example
  void onLocalTheExecutorsOptionsMeanNothingButPropertiesDo() {
    List<String> words =
        List.of("--executor-memory", "2g", "--num-executors", "3", "--total-executor-cores", "4");
    Map<String, String> environment = Map.of("SPARK_EXECUTOR_CORES", "5");

    assertThat(settings(words, environment, folder).effective(LOCAL, DeployMode.CLIENT)).isEmpty();
    assertThat(settings(words, environment, folder).effective(CLUSTER, DeployMode.CLIENT))
        .isEqualTo(
            Map.of(
                "spark.executor.memory", "2g",
                "spark.executor.instances", "3",
                "spark.cores.max", "4",
                "spark.executor.cores", "5"));
    assertThat(
            settings(List.of("-c", "spark.executor.memory=3g"), Map.of(), folder)
                .effective(LOCAL, DeployMode.CLIENT))
        .containsOnly(Map.entry("spark.executor.memory", "3g"));
  }

  @Example
  void inClientModeTheDriversCoresMeanNothing() {
    Settings settings = settings(List.of("--driver-cores", "2"), Map.of(), folder);

    assertThat(settings.effective(CLUSTER, DeployMode.CLIENT)).isEmpty();
    assertThat(settings.effective(CLUSTER, DeployMode.CLUSTER))
        .containsOnly(Map.entry("spark.driver.cores", "2"));
  }

  @Example
  void superviseMeansSomethingInClusterModeOnly() {
    Settings settings = settings(List.of("--supervise"), Map.of(), folder);

    assertThat(settings.effective(CLUSTER, DeployMode.CLIENT)).isEmpty();
    assertThat(settings.effective(LOCAL, DeployMode.CLUSTER)).isEmpty();
    assertThat(settings.effective(CLUSTER, DeployMode.CLUSTER))
        .containsOnly(Map.entry("spark.driver.supervise", "true"));
  }

  @Example
  void variablesStandIn() {
    Map<String, String> environment =
        Map.of(
            "MASTER", "local[3]",
            "DEPLOY_MODE", "client",
            "SPARK_DRIVER_MEMORY", "",
            "SPARK_MEM", "3g");

    assertThat(settings(List.of(), environment, folder).merged())
        .isEqualTo(
            Map.of(
                "spark.master", "local[3]",
                "spark.submit.deployMode", "client",
                "spark.driver.memory", "3g"));
  }

  @Example
  void whatIsNeitherSparksNorOursIsNamedAndDropped() {
    List<String> warnings = new ArrayList<>();
    SubmitArguments arguments =
        SubmitArguments.parse(
            List.of("-c", "hive.x=1", "-c", "slipway.y=2", "-c", "spark.z=3", "app.jar"));

    Map<String, String> merged =
        new Settings(arguments, Map.of(), Optional.empty(), warnings::add).merged();

    assertThat(merged).isEqualTo(Map.of("slipway.y", "2", "spark.z", "3"));
    assertThat(warnings).hasSize(1).first().asString().contains("hive.x");
  }

  @Example
  void aPropertiesFileThatIsMissingIsNamed() {
    Refused.with(
            ErrorCode.RESOURCE_MISSING,
            () -> settings(List.of("--properties-file", "/no/such.conf"), Map.of(), folder))
        .contains("/no/such.conf");
  }

  private static Settings settings(
      List<String> options, Map<String, String> environment, Path configuration) {
    List<String> words = new ArrayList<>(options);
    words.add("app.jar");
    return new Settings(
        SubmitArguments.parse(words),
        environment,
        Optional.of(configuration),
        line -> {
          throw new AssertionError(line);
        });
  }

  private static String path(Source source, Set<Source> saying) {
    return file(source, saying.contains(source)).toString();
  }

  private static Path file(Source source, boolean saying) {
    return folder.resolve(source + (saying ? ".conf" : ".silent.conf"));
  }
}
