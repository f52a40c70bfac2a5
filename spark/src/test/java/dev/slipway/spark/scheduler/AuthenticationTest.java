package dev.slipway.spark.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driver.ManagerTraits;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spark.authenticate=true}, turned on in the application's own code. */
final class AuthenticationTest {
  private static final String SECRET = "spark.authenticate.secret";

  @TempDir Path folder;

  @AfterEach
  void forgetSecret() {
    System.clearProperty(SECRET);
  }

  @Test
  void executorsGetTheSecretAndNoCommandLineShowsIt() {
    BeforeContext.prepare(
        System.getProperties(), new ManagerTraits(2, true, true, true, false), false);
    String secret = System.getProperty(SECRET);
    SparkConf conf =
        Contexts.conf(folder)
            .set("spark.authenticate", "true")
            .set("spark.network.crypto.enabled", "true")
            .set("spark.executor.instances", "1");
    try (JavaSparkContext context = new JavaSparkContext(conf)) {
      assertThat(Contexts.executorsUsed(context, 2, 0)).containsExactly("1");
      assertThat(LocalProcessesFactory.newest().running().get(0).command())
          .contains("-Dspark.authenticate=true", "-Dspark.network.crypto.enabled=true")
          .noneMatch(argument -> argument.contains(secret));
    }
  }
}
