package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What travels to a driver in cluster mode beside its files, and the files that it writes. */
@Tag("slipway")
class ClusterFilesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster =
        TestCluster.start(
            1,
            4,
            "5g",
            "--conf",
            "slipway.logs.maxSize=1m",
            "--conf",
            "slipway.logs.keep=2",
            "--conf",
            "slipway.isolation=none");
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void theClientsConfigurationAndVariablesReachDriverAndExecutors() throws IOException {
    Path spark = folder("client-spark");
    log4j(spark.resolve("log4j2.properties"), "FROM-THE-CLIENT");
    Files.writeString(spark.resolve("hive-site.xml"), "<configuration/>\n");
    Path hadoop = folder("client-hadoop");
    Files.writeString(
        hadoop.resolve("core-site.xml"),
        "<configuration><property><name>test.core</name><value>the client's</value></property>"
            + "</configuration>\n");
    Path program =
        cluster.python(
            """
            import os
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            sc = spark.sparkContext
            print('core', sc._jsc.hadoopConfiguration().get('test.core'))
            thread = sc._jvm.java.lang.Thread.currentThread()
            print('hive', thread.getContextClassLoader().getResource('hive-site.xml').getPath())
            print('hadoop', os.listdir(os.environ['HADOOP_CONF_DIR']))
            print('greeting', os.environ['GREETING'])
            print('sum', sc.parallelize(range(4), 2).sum())
            """);
    Run run =
        submit(
            Map.of("SPARK_CONF_DIR", spark.toString(), "HADOOP_CONF_DIR", hadoop.toString()),
            "--verbose",
            "--conf",
            "slipway.driverEnv.GREETING=it's me",
            "--conf",
            "slipway.driverEnv.SOME_PASSWORD=dont-show-this",
            program);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stderr()).doesNotContain("dont-show-this");
    Run driver = logs(run, "driver");
    assertThat(driver.stdout())
        .contains("core the client's", "hadoop ['core-site.xml']", "greeting it's me", "sum 6")
        .containsPattern("hive .*/configuration/spark/hive-site.xml");
    assertThat(driver.stderr()).contains("FROM-THE-CLIENT").doesNotContain("dont-show-this");
    assertThat(logs(run, "1").stderr()).contains("FROM-THE-CLIENT");
  }

  @Test
  void aLog4jFileThatJavaOptionsNameTravels() throws IOException {
    Path named = log4j(folder("elsewhere").resolve("mine.properties"), "FROM-THE-NAMED-FILE");
    Run run =
        submit(
            Map.of(),
            "--conf",
            "spark.driver.extraJavaOptions=-Dlog4j2.configurationFile=file:" + named,
            "--class",
            "dev.slipway.examples.Pi",
            Examples.jar(),
            "2");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(logs(run, "driver").stderr()).contains("FROM-THE-NAMED-FILE");
    assertThat(logs(run, "1").stderr()).doesNotContain("FROM-THE-NAMED-FILE");
  }

  /** Each batch ends exactly where the log becomes too long, and the next waits for the cut. */
  @Test
  void logsStayShortWhileTheyAreFollowed() throws IOException {
    Path go = folder("go");
    Path program =
        cluster.python(
            """
            import os, time
            size = lambda: os.stat('../stdout').st_size
            def until(condition):
                while not condition():
                    time.sleep(0.05)
            line = 0
            for batch in range(4):
                until(lambda: os.path.exists(f'GO/{batch}'))
                assert size() == 0
                for _ in range((1 << 20) // 16):
                    print(f'{line:015d}', flush=False)
                    line += 1
                until(lambda: size() == 0)
            print('the end')
            """
                .replace("GO", go.toString()));
    Run run = submit(Map.of(), program);
    String id = TestCluster.id(run);
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.succeed("status", id).stdout().contains("RUNNING"));
    Run follow = cluster.sandbox().slipway("logs", id, "-f");
    int lines = 1 << 16;
    for (int batch = 0; batch < 4; batch++) {
      Files.createFile(go.resolve(Integer.toString(batch)));
      String last = String.format("%015d%n", (batch + 1) * lines - 1);
      await().atMost(PATIENCE).until(() -> follow.stdout().endsWith(last) || !run.isAlive());
    }
    assertThat(run.exitCode()).as("its program").isZero();
    assertThat(follow.exitCode()).isZero();
    assertThat(follow.stdout().lines().filter(line -> line.matches("\\d{15}")).toList())
        .isEqualTo(
            Stream.iterate(0, n -> n + 1).limit(4L * lines).map("%015d"::formatted).toList());
    Run afterwards = cluster.succeed("logs", id);
    assertThat(afterwards.stdout()).hasSizeLessThan(3 << 20).endsWith("the end\n");
    assertThat(afterwards.stderr()).containsPattern("\\d+ bytes of stdout before this have left");
  }

  private static Run submit(Map<String, String> environment, Object... arguments) {
    List<String> words =
        Stream.concat(
                Stream.of(
                    "./slipway",
                    "submit",
                    "--master",
                    cluster.master(),
                    "--deploy-mode",
                    "cluster",
                    "--executor-memory",
                    "512m",
                    "--num-executors",
                    "1"),
                Stream.of(arguments).map(Object::toString))
            .toList();
    return cluster.sandbox().run(words, environment);
  }

  private static Run logs(Run submitted, String container) {
    return cluster.succeed("logs", TestCluster.id(submitted), "--container", container);
  }

  private static Path folder(String name) throws IOException {
    return Files.createDirectories(cluster.sandbox().folder().resolve(name));
  }

  private static Path log4j(Path file, String mark) throws IOException {
    return Files.writeString(
        file,
        """
        rootLogger.level = info
        rootLogger.appenderRef.console.ref = console
        appender.console.type = Console
        appender.console.name = console
        appender.console.target = SYSTEM_ERR
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = MARK %p %m%n
        """
            .replace("MARK", mark));
  }
}
