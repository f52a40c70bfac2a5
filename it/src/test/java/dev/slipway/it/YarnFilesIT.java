package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an application's files come into its containers on YARN. */
@Tag("yarn")
class YarnFilesIT {
  private static TestYarn yarn;

  @BeforeAll
  static void startCluster() {
    yarn = TestYarn.start(1, 8, 6144);
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    yarn.awaitEndOfAll();
    assertThat(yarn.staged()).as("staging").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void aPythonApplicationAndItsFilesTravel(String mode) throws IOException {
    Path folder = Files.createTempDirectory(yarn.sandbox().folder(), "files");
    Path data = Files.writeString(folder.resolve("data.txt"), "42");
    Path module = Files.writeString(folder.resolve("helper.py"), "def twice(x): return 2 * x\n");
    Path program =
        yarn.python(
            """
            from pyspark import SparkFiles
            from pyspark.sql import SparkSession
            import helper, sys
            spark = SparkSession.builder.getOrCreate()
            def there(x):
                import helper
                return helper.twice(int(open(SparkFiles.get('data.txt')).read()))
            print('sum', sum(spark.sparkContext.parallelize(range(3), 3).map(there).collect()))
            sys.exit(7)
            """);
    Run run =
        yarn.submit(
            mode,
            "--conf",
            "spark.yarn.maxAppAttempts=1",
            "--files",
            data,
            "--py-files",
            module,
            program);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(7);
    assertThat(yarn.output(mode, run)).contains("sum 252");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void anArchivedVirtualEnvironmentRunsOnExecutors(String mode) throws IOException {
    Path archive = virtualEnvironment();
    Path program =
        yarn.python(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            def marked(x):
                import marker, sys
                return (marker.WORD, sys.prefix.endswith('/env'))
            print('found', set(spark.sparkContext.parallelize(range(4), 2).map(marked).collect()))
            """);
    Run run =
        yarn.submit(
            mode,
            "--archives",
            archive + "#env",
            "--conf",
            "spark.pyspark.python=./env/bin/python",
            "--conf",
            "spark.pyspark.driver.python=" + Checkout.python(),
            program);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(yarn.output(mode, run)).contains("found {('marked', True)}");
  }

  /** Without pip: a few links, and a module of its own. */
  private static Path virtualEnvironment() throws IOException {
    Path folder = Files.createTempDirectory(yarn.sandbox().folder(), "venv");
    Path marker = Files.writeString(folder.resolve("marker.py"), "WORD = 'marked'\n");
    Path archive = folder.resolve("env.tar.gz");
    String script =
        "%s -m venv --without-pip %s/env && cp %s %s/env/lib/python3*/site-packages/ && tar -C %s/env -czf %s ."
            .formatted(
                "$(readlink -f " + Checkout.python() + ")",
                folder,
                marker,
                folder,
                folder,
                archive);
    Run made = yarn.sandbox().run(List.of("bash", "-c", script), Map.of());
    assertThat(made.exitCode()).as("%s", made).isZero();
    return archive;
  }

  /** So that options of their JVM may name them; a node fetches each once. */
  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void filesLieInExecutorsFoldersBeforeTheyStart(String mode) throws IOException {
    Path folder = Files.createTempDirectory(yarn.sandbox().folder(), "files");
    Path options = Files.writeString(folder.resolve("any.options"), "-Dslipway.test=there\n");
    Path shared = Files.writeString(folder.resolve("shared.txt"), "everybody's");
    Path own = Files.writeString(folder.resolve("own.txt"), "mine");
    toHdfs(shared, "/public/shared.txt", "644");
    toHdfs(own, "/public/own.txt", "600");
    Path program =
        yarn.python(
            """
            import os
            from pyspark import SparkFiles
            from pyspark.sql import SparkSession
            context = SparkSession.builder.getOrCreate().sparkContext
            def place(name):
                return open(SparkFiles.get(name)).read(), os.path.realpath(name)
            for name in ['jvm.options', 'shared.txt', 'own.txt']:
                print(name, context.parallelize([name], 1).map(place).collect())
                print('driver', open(SparkFiles.get(name)).read())
            """);
    Run run =
        yarn.submit(
            mode,
            "--files",
            "%s#jvm.options,%s,%s"
                .formatted(options, "hdfs:///public/shared.txt", "hdfs:///public/own.txt"),
            "--conf",
            "spark.executor.extraJavaOptions=-XX:VMOptionsFile=jvm.options",
            program);
    assertThat(run.exitCode()).as("%s", run).isZero();
    String cache = yarn.sandbox().folder() + "/.*/";
    assertThat(yarn.output(mode, run))
        .containsPattern("jvm.options .*there.*" + cache + "appcache/application_.*/any.options")
        .containsPattern("shared.txt .*everybody.s.*'(?!.*usercache)" + cache + "filecache/")
        .containsPattern("own.txt .*mine.*" + cache + "usercache/[a-z]+/filecache/")
        .contains("driver everybody's", "driver mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void jarsOfTheClusterAreOnExecutorsClassPath(String mode) throws IOException {
    toHdfs(Examples.jar(), "/public/examples.jar", "644");
    Run run =
        yarn.submit(
            mode,
            "--jars",
            "hdfs:///public/examples*.jar",
            "--class",
            "dev.slipway.examples.Pi",
            "spark-internal",
            2);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(yarn.output(mode, run)).containsPattern("Pi is roughly 3\\.\\d+");
  }

  /** An administrator's Spark, which nobody sends again; with Spark's own back ends in it. */
  @Test
  @Tag("slow")
  void sparkThatTheClusterHasIsNotSent() throws IOException {
    Path jars = Checkout.sparkHome().resolve("jars");
    Path archive = yarn.sandbox().folder().resolve("spark.tar");
    Run packed =
        yarn.sandbox()
            .run(List.of("tar", "-C", jars.toString(), "-cf", "" + archive, "."), Map.of());
    assertThat(packed.exitCode()).as("%s", packed).isZero();
    toHdfs(archive, "/public/spark.tar", "644");
    toHdfs(jars, "/public/jars", "755");
    yarn.hadoop().fileSystem("-rm", "-r", "-skipTrash", ".slipway");
    Map<String, String> places =
        Map.of(
            "client", "spark.yarn.jars=hdfs:///public/jars/*.jar",
            "cluster", "spark.yarn.archive=hdfs:///public/spark.tar");
    places.forEach(
        (mode, place) -> {
          Run run =
              yarn.submit(
                  mode, "--conf", place, "--class", "dev.slipway.examples.Pi", Examples.jar(), 2);
          assertThat(run.exitCode()).as("%s", run).isZero();
          assertThat(run.stderr()).doesNotContain("sending Spark");
          assertThat(yarn.output(mode, run)).contains("Pi is roughly");
        });
  }

  @Test
  void aFileThatIsNotThereOrHasABadNameIsOneClearError() throws IOException {
    Path file = Files.writeString(yarn.sandbox().folder().resolve("a.txt"), "");
    refused("SLW-RESOURCE-MISSING", "hdfs:///public/nothing.txt");
    refused("SLW-INVALID-VALUE", file + "#../a.txt");
    refused("SLW-INVALID-VALUE", file + "#tmp/a.txt");
  }

  private static void refused(String code, String files) {
    Run run = yarn.submit("cluster", "--files", files, yarn.python("print('never')"));
    assertThat(run.exitCode()).as("%s", run).isNotZero();
    assertThat(run.stderr()).contains(code);
  }

  private static void toHdfs(Path file, String name, String mode) {
    for (String[] words :
        List.of(
            new String[] {"-mkdir", "-p", "/public"},
            new String[] {"-chmod", "755", "/", "/public"},
            new String[] {"-put", "-f", file.toString(), name},
            new String[] {"-chmod", mode, name})) {
      Run run = yarn.hadoop().fileSystem(words);
      assertThat(run.exitCode()).as("%s", run).isZero();
    }
  }
}
