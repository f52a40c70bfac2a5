package dev.slipway.launch.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a tree of plain files. */
class CgroupV1Test {
  private static final Resources TWO = new Resources(2, Memory.ofMebibytes(896));

  @TempDir Path root;
  private FakeKernel kernel;

  @BeforeEach
  void mount() {
    kernel = new FakeKernel(root).has("memory/cgroup.procs", "1").has("cpu/cgroup.procs", "1");
  }

  @Test
  void memoryIsALimitAndCoresAreAWeight() {
    Isolation isolation = open(false);
    assertThat(isolation.describe()).isEqualTo("cgroup v1");
    assertThat(kernel.says("cpu/node/cpu.shares")).isEqualTo("4096");
    ContainerGroup group = isolation.create("c1", TWO);
    assertThat(group.folders())
        .containsExactly(root.resolve("memory/node/c1"), root.resolve("cpu/node/c1"));
    assertThat(kernel.says("memory/node/c1/memory.limit_in_bytes")).isEqualTo("939524096");
    assertThat(kernel.says("cpu/node/c1/cpu.shares")).isEqualTo("2048");
    assertThat(kernel.isThere("memory/node/c1/memory.memsw.limit_in_bytes")).isFalse();
    assertThat(kernel.isThere("cpu/node/c1/cpu.cfs_quota_us")).isFalse();
  }

  @Test
  void swapIsCountedTooWhereTheKernelCounts() {
    kernel.has("memory/node/c1/memory.memsw.limit_in_bytes", "9223372036854771712");
    open(false).create("c1", TWO);
    assertThat(kernel.says("memory/node/c1/memory.memsw.limit_in_bytes")).isEqualTo("939524096");
  }

  @Test
  void strictCoresAreAQuota() {
    open(true).create("c1", TWO);
    assertThat(kernel.says("cpu/node/c1/cpu.cfs_period_us")).isEqualTo("100000");
    assertThat(kernel.says("cpu/node/c1/cpu.cfs_quota_us")).isEqualTo("200000");
  }

  @Test
  void hierarchiesMountedTogetherAreOneGroup() {
    String mounts = kernel.mount("cpu", "cgroup", "cpu,memory");
    Isolation isolation = finder(mounts, "4:cpu,memory:/").open("node", 1, false);
    assertThat(isolation.create("c1", TWO).folders()).containsExactly(root.resolve("cpu/node/c1"));
    assertThat(kernel.says("cpu/node/c1/memory.limit_in_bytes")).isEqualTo("939524096");
  }

  @Test
  void theKernelsKillsAreCounted() {
    ContainerGroup group = open(false).create("c1", TWO);
    assertThat(group.killsAtLimit()).isZero();
    kernel.has(
        "memory/node/c1/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
    assertThat(group.killsAtLimit()).isEqualTo(3);
  }

  @Test
  void itsProcessesAreThoseOfBothHierarchiesAndBelow() {
    ContainerGroup group = open(false).create("c1", TWO);
    kernel
        .has("memory/node/c1/cgroup.procs", "11\n12\n")
        .has("cpu/node/c1/cgroup.procs", "12\n")
        .has("cpu/node/c1/of-its-own/cgroup.procs", "13\n");
    assertThat(group.processes()).containsExactly(11L, 12L, 13L);
  }

  @Test
  void removingIsTriedAgainAndBounded() throws InterruptedException {
    ContainerGroup group = open(false).create("c1", TWO);
    assertThat(group.remove(Duration.ofMillis(50))).as("busy").isFalse();
    kernel.dropFiles("memory/node/c1");
    kernel.dropFiles("cpu/node/c1");
    assertThat(group.remove(Duration.ofMillis(50))).isTrue();
    assertThat(group.remove(Duration.ZERO)).as("twice is once").isTrue();
    assertThat(kernel.isThere("memory/node/c1")).isFalse();
    assertThat(kernel.isThere("memory/node")).isTrue();
  }

  @Test
  void whoeverComesLaterFindsAndSweepsWhatWasMade() throws InterruptedException {
    Isolation isolation = open(false);
    NodeGroups groups = NodeGroups.in(root.resolve("work"));
    groups.record(isolation);
    isolation.create("kept", TWO);
    isolation.create("stray", TWO);
    Isolation later = groups.recorded(true).orElseThrow();
    assertThat(later)
        .isEqualTo(new CgroupV1(root.resolve("memory/node"), root.resolve("cpu/node"), true));
    kernel.dropFiles("memory/node");
    kernel.dropFiles("cpu/node");
    assertThat(groups.sweep(later, java.util.Set.of("kept"))).isTrue();
    assertThat(kernel.isThere("cpu/node/stray")).isFalse();
    assertThat(kernel.isThere("cpu/node/kept")).isTrue();
    assertThat(groups.remove()).isTrue();
    assertThat(kernel.isThere("memory/node")).isFalse();
    assertThat(groups.recorded(false)).isEmpty();
    assertThat(root.resolve("work")).isEmptyDirectory();
  }

  private Isolation open(boolean strict) {
    String mounts =
        kernel.mount("memory", "cgroup", "memory") + kernel.mount("cpu", "cgroup", "cpu");
    return finder(mounts, "4:memory:/elsewhere\n1:cpu:/").open("node", 4, strict);
  }

  private static IsolationFinder finder(String mounts, String own) {
    return new IsolationFinder(mounts, own);
  }
}
