package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.MainResource;
import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.LeakCheck;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Python beside the driver: its environment, its exit code, its death. */
class PythonDriverTest {
  private static Sandbox sandbox;

  @BeforeAll
  static void open() {
    sandbox = Sandbox.create();
  }

  @AfterEach
  void nothingIsLeft() {
    LeakCheck.assertNothingLeft(sandbox);
  }

  @AfterAll
  static void close() {
    sandbox.close();
  }

  @Test
  void findsSparksEnvironment() throws IOException {
    Path module = Files.writeString(sandbox.folder().resolve("mine.py"), "name = 'my module'\n");
    Path zip =
        TestJar.ofTexts(
            sandbox.folder().resolve("zipped.zip"), Map.of("zipped.py", "name = 'zipped'\n"));
    Run run =
        program(
                """
                import os, sys, mine, zipped
                for name in ('PYTHONHASHSEED', 'PYTHONUNBUFFERED', 'MASTER', 'OMP_NUM_THREADS',
                             'PYSPARK_PYTHON', 'PYTHONPATH'):
                    print(name + '=' + os.environ[name])
                print('gateway', int(os.environ['PYSPARK_GATEWAY_PORT']) > 0,
                      len(os.environ['PYSPARK_GATEWAY_SECRET']) > 20)
                print(mine.name, zipped.name, sys.argv[1:])
                sys.stderr.write('complaint\\n')
                """)
            .property("spark.submit.pyFiles", module + "," + zip)
            .property("spark.driver.cores", "3")
            .property("spark.pyspark.python", Checkout.python().toString())
            .environment("PYTHONPATH", "/mine/own")
            .start("one", "two words");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout())
        .contains("PYTHONHASHSEED=0\n", "PYTHONUNBUFFERED=YES\n", "MASTER=local[2]\n")
        .contains("OMP_NUM_THREADS=3\n", "PYSPARK_PYTHON=" + Checkout.python() + "\n")
        .containsPattern(
            "PYTHONPATH=\\S+/python:\\S*zipped.zip:\\S+/python/lib/pyspark.zip:\\S+py4j-\\S+:/mine/own\n")
        .contains("gateway True True\n", "my module zipped ['one', 'two words']\n")
        .as("standard error comes in order, where Spark puts it")
        .endsWith("complaint\n");
  }

  @Test
  void itsExitCodeIsPassedOn() throws IOException {
    Run seven = program("import sys; sys.exit(7)").start();
    assertThat(seven.exitCode()).as("%s", seven).isEqualTo(7);

    Run signalled = program("import os, signal; os.kill(os.getpid(), signal.SIGTERM)").start();
    assertThat(signalled.exitCode()).as("%s", signalled).isEqualTo(128 + 15);

    Run raised = program("raise ValueError('no such column')").start();
    assertThat(raised.exitCode()).as("%s", raised).isEqualTo(1);
    assertThat(raised.stdout()).endsWith("ValueError: no such column\n");
    assertThat(raised.stderr()).doesNotContain("\tat ");
  }

  @Test
  void aMissingPythonIsOneError() throws IOException {
    Run run = program("").property("spark.pyspark.driver.python", "/nowhere/python").start();
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr())
        .contains("the Python /nowhere/python cannot be run [SLW-PYTHON-MISSING]")
        .doesNotContain("\tat ");
  }

  @Test
  void diesWithItsJvmAndTheNextDriverSweepsWhatItLeft() throws IOException {
    Run run = program("print('working', flush=True)\nwhile True: pass").start();
    run.awaitOutput("working");
    assertThat(sandbox.processes()).as("JVM and Python of %s", run).hasSize(2);
    run.signal("KILL");
    assertThat(run.exitCode()).isEqualTo(137);
    await()
        .atMost(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(sandbox.processes()).as("Python").isEmpty());
    assertThat(sandbox.temporaryFiles()).as("what a killed driver leaves").hasSize(1);
    age(sandbox.temporaryFiles().get(0));
    assertThat(program("").start().exitCode()).isZero();
    assertThat(sandbox.temporaryFiles()).as("after the next driver").isEmpty();
  }

  @Test
  void sparksOrderOfPreference() {
    SparkConf conf = new SparkConf(false);
    assertThat(PythonDriver.executable(conf, Map.of())).isEqualTo("python3");
    Map<String, String> worker = Map.of("PYSPARK_PYTHON", "a");
    assertThat(PythonDriver.executable(conf, worker)).isEqualTo("a");
    Map<String, String> both = Map.of("PYSPARK_PYTHON", "a", "PYSPARK_DRIVER_PYTHON", "b");
    assertThat(PythonDriver.executable(conf, both)).isEqualTo("b");
    conf.set("spark.pyspark.python", "c");
    assertThat(PythonDriver.executable(conf, both)).isEqualTo("c");
    conf.set("spark.pyspark.driver.python", "d");
    assertThat(PythonDriver.executable(conf, both)).isEqualTo("d");
  }

  private static void age(Path folder) throws IOException {
    Files.setLastModifiedTime(
        folder, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() - 60_000));
  }

  private static DriverProcess program(String code) throws IOException {
    Path file = Files.createTempFile(sandbox.folder(), "program-", ".py");
    Files.writeString(file, code);
    return DriverProcess.of(sandbox, new MainResource.Python(file.toString()));
  }
}
