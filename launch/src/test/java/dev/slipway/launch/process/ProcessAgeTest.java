package dev.slipway.launch.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class ProcessAgeTest {
  @Test
  void aProcessIsAsOldAsItsJvmAtLeast() {
    long before = ManagementFactory.getRuntimeMXBean().getUptime();
    long age = ProcessAge.millis().orElseThrow();
    // Of the kernel's ticks one may be lost.
    assertThat(age).isGreaterThanOrEqualTo(before - 20);
    assertThat(ProcessAge.millis().orElseThrow()).isGreaterThanOrEqualTo(age);
  }

  @Test
  void nobodyHasNoAge() {
    assertThat(ProcessAge.millis(-1)).isEmpty();
  }
}
