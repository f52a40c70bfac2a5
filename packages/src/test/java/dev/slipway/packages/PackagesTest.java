package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maven's resolver itself, on repositories in folders; no network. */
class PackagesTest {
  private static final MainResource JAR = new MainResource.Jar("app.jar", Optional.of("Main"));
  private static final MainResource PYTHON = new MainResource.Python("app.py");

  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private MavenRepository standard;
  private MavenRepository second;

  @BeforeEach
  void repositories() {
    standard = new MavenRepository(folder.resolve("standard"));
    second = new MavenRepository(folder.resolve("second"));
    standard.add("org.a:a:1", "org.b:b:1:compile", "org.t:t:1:test", "org.p:p:1:provided");
    standard.add("org.b:b:1", "org.c:c:1:runtime");
    standard.add("org.c:c:1");
    standard.add("org.c:c:2");
  }

  @Test
  void bringsWhatPackagesNeedAtRunTimeUnderSparksNames() {
    ApplicationSpec spec = resolve(JAR, Map.of("spark.jars.packages", "org.a:a:1"));
    assertThat(jars(spec, "spark.jars"))
        .containsExactly("org.a_a-1.jar", "org.b_b-1.jar", "org.c_c-1.jar");
    assertThat(spec.properties()).doesNotContainKey("spark.submit.pyFiles");
    assertThat(spec.properties()).containsEntry("spark.jars.packages", "org.a:a:1");
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("fetched 3 jars");
  }

  @Test
  void comesAfterTheUsersJarsAndIsOnPythonsPathToo() {
    ApplicationSpec spec =
        resolve(
            PYTHON,
            Map.of(
                "spark.jars.packages", "org.c/c/1, org.b:b:1",
                "spark.jars", "own.jar",
                "spark.submit.pyFiles", "own.zip"));
    assertThat(jars(spec, "spark.jars"))
        .containsExactly("own.jar", "org.c_c-1.jar", "org.b_b-1.jar");
    assertThat(jars(spec, "spark.submit.pyFiles"))
        .containsExactly("own.zip", "org.c_c-1.jar", "org.b_b-1.jar");
  }

  @Test
  void ofTwoVersionsTheHigherOneCounts() {
    standard.add("org.d:d:1", "org.c:c:3:compile");
    standard.add("org.c:c:3", "org.e:e:1:compile");
    standard.add("org.e:e:1");
    assertThat(jars(resolve("org.c:c:1,org.d:d:1")))
        .containsExactlyInAnyOrder("org.c_c-3.jar", "org.d_d-1.jar", "org.e_e-1.jar");
  }

  @Test
  void leavesOutWhatIsExcludedWithWhatOnlyThatNeeds() {
    assertThat(
            jars(
                resolve(
                    JAR,
                    Map.of("spark.jars.packages", "org.a:a:1", "spark.jars.excludes", "org.b:b")),
                "spark.jars"))
        .containsExactly("org.a_a-1.jar");
    assertThat(
            jars(
                resolve(
                    JAR, Map.of("spark.jars.packages", "org.a:a:1", "spark.jars.excludes", "*:c")),
                "spark.jars"))
        .containsExactly("org.a_a-1.jar", "org.b_b-1.jar");
  }

  @Test
  void sparkAndScalaAreNeverBrought() {
    standard.add(
        "org.k:k:1",
        "org.apache.spark:spark-sql_2.13:4.2.0:compile",
        "org.scala-lang:scala-library:2.13.17:compile",
        "org.apache.spark:spark-streaming-kafka-0-10_2.13:4.2.0:compile");
    standard.add("org.apache.spark:spark-streaming-kafka-0-10_2.13:4.2.0");
    assertThat(jars(resolve("org.k:k:1,org.apache.spark:spark-core_2.13:4.2.0")))
        .containsExactly(
            "org.k_k-1.jar", "org.apache.spark_spark-streaming-kafka-0-10_2.13-4.2.0.jar");
  }

  @Test
  void looksInTheUsersRepositoriesToo() {
    second.add("org.own:own:1", "org.c:c:2:compile");
    ApplicationSpec spec =
        resolve(
            JAR,
            Map.of(
                "spark.jars.packages", "org.own:own:1", "spark.jars.repositories", second.url()));
    assertThat(jars(spec, "spark.jars")).containsExactly("org.own_own-1.jar", "org.c_c-2.jar");
  }

  @Test
  void whatMavenKeepsOnThisMachineIsUsedAndNotWritten() throws IOException {
    MavenRepository mavens = new MavenRepository(folder.resolve("home/.m2/repository"));
    mavens.add("org.m:m:1", "org.c:c:1:compile");
    assertThat(jars(resolve("org.m:m:1"))).containsExactly("org.m_m-1.jar", "org.c_c-1.jar");
    assertThat(mavens.folder().resolve("org/c")).doesNotExist();
  }

  @Test
  void mirrorsInMavensSettingsCount() throws IOException {
    second.add("org.own:own:1");
    Path settings = Files.createDirectories(folder.resolve("home/.m2")).resolve("settings.xml");
    Files.writeString(
        settings,
        "<settings><mirrors><mirror><id>m</id><mirrorOf>central</mirrorOf><url>%s</url></mirror></mirrors></settings>"
            .formatted(second.url()));
    assertThat(jars(resolve("org.own:own:1"))).containsExactly("org.own_own-1.jar");
    Files.writeString(settings, "<settings><mirrors>");
    refused(ErrorCode.INVALID_VALUE, "org.own:own:1").contains("settings");
  }

  @Test
  void whatIsInTheCacheNeedsNoRepository() throws IOException {
    resolve("org.a:a:1");
    Files.move(standard.folder(), folder.resolve("away"));
    said.reset();
    assertThat(jars(resolve("org.a:a:1"))).hasSize(3);
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void theCacheIsWhereSparkWouldPutIts() {
    Path ivy = folder.resolve("ivy");
    ApplicationSpec spec =
        resolve(JAR, Map.of("spark.jars.packages", "org.c:c:1", "spark.jars.ivy", ivy.toString()));
    assertThat(spec.properties().get("spark.jars"))
        .isEqualTo(ivy.resolve("jars/org.c_c-1.jar").toUri().toString());
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void aJarThatIsNotWhatItsChecksumSaysIsRefusedAndNotKept() throws IOException {
    Path jar = standard.add("org.x:x:1");
    byte[] whole = Files.readAllBytes(jar);
    Files.writeString(jar, "half a jar");
    refused(ErrorCode.PACKAGE_CORRUPT, "org.x:x:1").contains("org.x:x:1", standard.url());
    Files.write(jar, whole);
    assertThat(jars(resolve("org.x:x:1"))).containsExactly("org.x_x-1.jar");
  }

  @Test
  void aPackageThatIsNowhereIsNamedWithThePlaces() {
    refused(ErrorCode.PACKAGE_MISSING, "org.a:a:9").contains("org.a:a:9", standard.url());
    standard.add("org.y:y:1", "org.gone:gone:3:compile");
    refused(ErrorCode.PACKAGE_MISSING, "org.y:y:1").contains("org.gone:gone:3");
  }

  @Test
  void aRepositoryThatDoesNotAnswerIsNamedWithoutItsPassword() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    Map<String, String> properties =
        Map.of(
            "spark.jars.packages",
            "org.own:own:1",
            "spark.jars.repositories",
            "http://ada:hidden@127.0.0.1:" + port + "/maven");
    SlipwayException refusal =
        catchThrowableOfType(SlipwayException.class, () -> resolve(JAR, properties));
    assertThat(refusal.code()).isEqualTo(ErrorCode.REPOSITORY_UNREACHABLE);
    assertThat(refusal.problem()).contains("http://127.0.0.1:" + port).doesNotContain("hidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.a", "org.a:a", "org.a:a:1:2", "org.a::1", ":a:1", "org.a:a: "})
  void aBadCoordinateIsRefused(String coordinate) {
    refused(ErrorCode.INVALID_VALUE, coordinate).contains("'" + coordinate.strip() + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "/a/path", "ftp://h/p", "http://u:hidden@h/ x"})
  void aBadRepositoryIsRefused(String url) {
    Map<String, String> properties =
        Map.of("spark.jars.packages", "org.a:a:1", "spark.jars.repositories", url);
    SlipwayException refusal =
        catchThrowableOfType(SlipwayException.class, () -> resolve(JAR, properties));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(refusal.problem()).contains("spark.jars.repositories").doesNotContain("hidden");
  }

  @Test
  void aBadExclusionIsRefused() {
    Map<String, String> properties =
        Map.of("spark.jars.packages", "org.a:a:1", "spark.jars.excludes", "org.b:b:1");
    SlipwayException refusal =
        catchThrowableOfType(SlipwayException.class, () -> resolve(JAR, properties));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(refusal.problem()).contains("'org.b:b:1'");
  }

  @Test
  void manyAtOnceShareOneCache() throws Exception {
    for (int i = 0; i < 20; i++) {
      standard.add("org.many:m" + i + ":1", "org.a:a:1:compile");
    }
    String all =
        String.join(
            ",",
            Stream.iterate(0, i -> i + 1).limit(20).map(i -> "org.many:m" + i + ":1").toList());
    ExecutorService submits = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<String>>> results = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        results.add(submits.submit(() -> jars(resolve(all))));
      }
      for (Future<List<String>> result : results) {
        assertThat(result.get()).hasSize(23);
      }
    } finally {
      submits.shutdownNow();
    }
    try (Stream<Path> held = Files.list(folder.resolve("cache/jars"))) {
      assertThat(held).hasSize(23);
    }
  }

  private org.assertj.core.api.AbstractStringAssert<?> refused(ErrorCode code, String packages) {
    SlipwayException refusal =
        catchThrowableOfType(SlipwayException.class, () -> resolve(packages));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    return assertThat(refusal.problem());
  }

  private ApplicationSpec resolve(String packages) {
    return resolve(JAR, Map.of("spark.jars.packages", packages));
  }

  private ApplicationSpec resolve(MainResource main, Map<String, String> properties) {
    ApplicationSpec spec =
        new ApplicationSpec(
            "test",
            MasterUrl.parse("local[1]"),
            DeployMode.CLIENT,
            main,
            List.of(),
            new HashMap<>(properties),
            false);
    return new Packages(
            Map.of("DEFAULT_ARTIFACT_REPOSITORY", standard.url()),
            folder.resolve("home"),
            folder.resolve("cache"),
            new PrintStream(said, true, StandardCharsets.UTF_8),
            false)
        .resolve(spec);
  }

  private static List<String> jars(ApplicationSpec spec) {
    return jars(spec, "spark.jars");
  }

  private static List<String> jars(ApplicationSpec spec, String key) {
    return Stream.of(spec.property(key, "").split(","))
        .map(item -> item.substring(item.lastIndexOf('/') + 1))
        .toList();
  }
}
