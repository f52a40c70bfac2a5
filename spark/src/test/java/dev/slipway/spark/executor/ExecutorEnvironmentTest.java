package dev.slipway.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;

class ExecutorEnvironmentTest {
  @Test
  void onlyWhatSparkSendsTravels() {
    assertThat(System.getenv()).as("this driver's own").containsKey("PATH");
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("test")
            .set("spark.driver.host", "localhost")
            .set("spark.ui.enabled", "false")
            .set("spark.executorEnv.MINE", "travels");
    SparkContext context = new SparkContext(conf);
    try {
      Map<String, String> environment = ExecutorEnvironment.of(context);
      assertThat(environment).containsEntry("MINE", "travels").containsKey("SPARK_USER");
      assertThat(environment)
          .doesNotContainKeys("PATH", "HOME", "SPARK_HOME", "SPARK_LOCAL_IP", "SPARK_LOCAL_DIRS");
    } finally {
      context.stop();
    }
  }
}
