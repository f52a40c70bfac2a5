package dev.slipway.spark.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.spark.FatalFailure;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors whose JVM never starts. */
final class FailingExecutorsTest {
  @TempDir Path folder;

  @Test
  void tooManyFailuresEndTheContextWithOneClearError() {
    SparkConf conf =
        Contexts.conf(folder)
            .set("spark.executor.extraJavaOptions", "-javaagent:no-such-agent.jar");

    assertThatThrownBy(
            () -> {
              try (JavaSparkContext context = new JavaSparkContext(conf)) {
                Contexts.executorsUsed(context, 2, 0);
              }
            })
        .isNotNull();

    assertThat(FatalFailure.recorded()).isPresent();
    SlipwayException failure = FatalFailure.recorded().orElseThrow();
    assertThat(failure.code()).isEqualTo(ErrorCode.EXECUTORS_FAILING);
    assertThat(failure.describe())
        .contains("4 executors failed")
        .contains("exited with code 1")
        .containsPattern(folder.resolve("executor-") + "\\d+\\.log");
  }
}
