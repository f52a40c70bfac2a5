package dev.slipway.spark.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ManagerTraits;
import java.time.Duration;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class ExecutorDefaultsTest {
  private static final MasterUrl CLUSTER = MasterUrl.parse("slipway://127.0.0.1:7077");
  private static final ManagerTraits TRAITS = new ManagerTraits(2, true, true, true, false);

  @Test
  void twoExecutorsOfOneCoreUnlessSaidOtherwise() {
    SparkConf conf = conf();
    assertThat(conf.get("spark.executor.instances")).isEqualTo("2");
    assertThat(conf.get("spark.executor.cores")).isEqualTo("1");
    assertThat(ExecutorDefaults.initial(conf, TRAITS)).isEqualTo(2);

    SparkConf said = conf("spark.executor.instances", "5", "spark.executor.cores", "3");
    assertThat(said.get("spark.executor.instances")).isEqualTo("5");
    assertThat(said.get("spark.executor.cores")).isEqualTo("3");
  }

  @Test
  void dynamicAllocationStartsWithItsInitialNumber() {
    SparkConf none = conf("spark.dynamicAllocation.enabled", "true");
    assertThat(none.get("spark.executor.instances")).isEqualTo("0");
    SparkConf three =
        conf(
            "spark.dynamicAllocation.enabled", "true",
            "spark.dynamicAllocation.minExecutors", "1",
            "spark.dynamicAllocation.initialExecutors", "3");
    assertThat(ExecutorDefaults.initial(three, TRAITS)).isEqualTo(3);
  }

  @Test
  void coresMaxCapsTheInitialNumber() {
    SparkConf conf = conf("spark.executor.instances", "5", "spark.cores.max", "3");
    assertThat(ExecutorDefaults.initial(conf, TRAITS)).isEqualTo(3);
    ManagerTraits other = new ManagerTraits(2, false, false, false, true);
    assertThat(ExecutorDefaults.initial(conf, other)).isEqualTo(5);
  }

  @Test
  void externalShuffleServiceIsRefusedByName() {
    refused(ErrorCode.UNSUPPORTED, "spark.shuffle.service.enabled", "true");
  }

  @Test
  void coresMaxBelowOneExecutorIsRefused() {
    refused(ErrorCode.INVALID_VALUE, "spark.cores.max", "3", "spark.executor.cores", "4");
  }

  @Test
  void failureLimitIsSparksAndUnderDynamicAllocationStillbornOnesAreBounded() {
    assertThat(ExecutorDefaults.limits(conf("spark.executor.instances", "1"), TRAITS).maxFailures())
        .isEqualTo(3);
    assertThat(ExecutorDefaults.limits(conf("spark.executor.instances", "4"), TRAITS).maxFailures())
        .isEqualTo(8);
    AllocationLimits dynamic =
        ExecutorDefaults.limits(conf("spark.dynamicAllocation.enabled", "true"), TRAITS);
    assertThat(dynamic.maxFailures()).isEqualTo(Integer.MAX_VALUE);
    assertThat(dynamic.maxStillborn()).isEqualTo(3);
    AllocationLimits said =
        ExecutorDefaults.limits(
            conf(
                "spark.executor.maxNumFailures", "50",
                "spark.executor.failuresValidityInterval", "1h"),
            TRAITS);
    assertThat(said.maxFailures()).isEqualTo(50);
    assertThat(said.maxStillborn()).isEqualTo(50);
    assertThat(said.validity()).contains(Duration.ofHours(1));
  }

  @Test
  void preparationGivesASecretOnlyWhereNoneIs() {
    Properties properties = new Properties();
    BeforeContext.prepare(properties, TRAITS, true);
    assertThat(properties.getProperty("spark.authenticate.secret")).matches("[0-9a-f]{64}");
    assertThat(properties.getProperty("spark.executor.cores")).isEqualTo("1");
    assertThat(BeforeContext.isPython(properties)).isTrue();
    assertThat(BeforeContext.isPython(new Properties())).isFalse();

    properties.setProperty("spark.authenticate.secret", "mine");
    BeforeContext.prepare(properties, TRAITS, true);
    assertThat(properties.getProperty("spark.authenticate.secret")).isEqualTo("mine");

    Properties elsewhere = new Properties();
    BeforeContext.prepare(elsewhere, new ManagerTraits(2, false, false, false, true), false);
    assertThat(elsewhere.getProperty("spark.authenticate.secret")).isNull();
  }

  private static void refused(ErrorCode code, String... settings) {
    assertThatThrownBy(() -> ExecutorDefaults.check(CLUSTER, conf(settings), TRAITS))
        .isInstanceOfSatisfying(
            SlipwayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.problem()).contains(settings[0]);
            });
  }

  private static SparkConf conf(String... settings) {
    SparkConf conf = new SparkConf(false).setMaster(CLUSTER.text());
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    ExecutorDefaults.ensure(conf, TRAITS);
    return conf;
  }
}
