package dev.slipway.spark.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.scheduler.LiveListenerBus;
import org.junit.jupiter.api.Test;

/** Pins the field of Spark's that permits resource profiles. */
final class ProfilePermissionTest {

  @Test
  void profilesAreRefusedBeforeAndAllowedAfter() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("slipway://127.0.0.1:7077")
            .set("spark.dynamicAllocation.enabled", "true");
    ResourceProfileManager manager = new ResourceProfileManager(conf, new LiveListenerBus(conf));
    ResourceProfile larger =
        new ResourceProfileBuilder()
            .require(new ExecutorResourceRequests().cores(2).memory("2g"))
            .build();
    // Spark throws it without declaring it.
    assertThatThrownBy(() -> manager.isSupported(larger)).isInstanceOf(SparkException.class);
    ProfilePermission.grant(manager);
    assertThat(manager.isSupported(larger)).isTrue();
  }
}
