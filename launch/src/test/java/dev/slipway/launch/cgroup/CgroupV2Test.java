package dev.slipway.launch.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a tree of plain files. */
class CgroupV2Test {
  private static final Resources TWO = new Resources(2, Memory.ofMebibytes(896));

  @TempDir Path root;
  private FakeKernel kernel;

  @BeforeEach
  void mount() {
    kernel = new FakeKernel(root).has("all/cgroup.controllers", "cpuset cpu io memory pids\n");
  }

  @Test
  void theRootHandsDownWhateverIsInIt() {
    kernel.has("all/cgroup.procs", "1\n2\n");
    Isolation isolation = find("0::/").open("node", 4, false);
    assertThat(isolation.describe()).isEqualTo("cgroup v2");
    assertThat(kernel.says("all/cgroup.subtree_control")).isEqualTo("+cpu +memory");
    assertThat(kernel.says("all/node/cgroup.subtree_control")).isEqualTo("+cpu +memory");
    assertThat(kernel.says("all/node/cpu.weight")).isEqualTo("400");
    assertThat(kernel.isThere("all/slipway-agent")).isFalse();
  }

  @Test
  void whatIsHandedDownAlreadyIsLeftAlone() {
    kernel.has("all/cgroup.subtree_control", "cpu io memory");
    find("0::/").open("node", 4, false);
    assertThat(kernel.says("all/cgroup.subtree_control")).isEqualTo("cpu io memory");
  }

  @Test
  void memoryIsALimitAndCoresAreAWeight() {
    kernel.has("all/node/c1/memory.swap.max", "max").has("all/node/c1/memory.oom.group", "0");
    ContainerGroup group = find("0::/").open("node", 4, false).create("c1", TWO);
    assertThat(group.folders()).containsExactly(root.resolve("all/node/c1"));
    assertThat(kernel.says("all/node/c1/memory.max")).isEqualTo("939524096");
    assertThat(kernel.says("all/node/c1/memory.swap.max")).isEqualTo("0");
    assertThat(kernel.says("all/node/c1/memory.oom.group")).isEqualTo("1");
    assertThat(kernel.says("all/node/c1/cpu.weight")).isEqualTo("200");
    assertThat(kernel.isThere("all/node/c1/cpu.max")).isFalse();
    kernel.has("all/node/c1/memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 2\n");
    assertThat(group.killsAtLimit()).isEqualTo(2);
  }

  @Test
  void strictCoresAreAQuota() {
    find("0::/").open("node", 4, true).create("c1", TWO);
    assertThat(kernel.says("all/node/c1/cpu.max")).isEqualTo("200000 100000");
  }

  @Test
  void inAGroupOfItsOwnTheAgentMakesRoom() {
    String self = Long.toString(ProcessHandle.current().pid());
    kernel.has("all/cgroup.type", "domain").has("all/cgroup.procs", self + "\n");
    assertThat(find("0::/").open("node", 1, false).describe()).isEqualTo("cgroup v2");
    assertThat(kernel.says("all/slipway-agent/cgroup.procs")).isEqualTo(self);
  }

  @Test
  void fromAGroupWithOthersNobodyIsMoved() {
    kernel.has("all/cgroup.type", "domain").has("all/cgroup.procs", "1\n77\n");
    assertThat(find("0::/").open("node", 1, false).describe())
        .startsWith("none (cgroup v2: ")
        .contains("holds other processes");
    assertThat(kernel.isThere("all/slipway-agent")).isFalse();
    assertThat(kernel.isThere("all/node")).isFalse();
  }

  @Test
  void aDelegatedGroupIsUsedWhenTheRootIsNotOurs() {
    kernel
        .has("all/cgroup.controllers", "pids")
        .has("all/user.slice/own.scope/cgroup.controllers", "cpu memory");
    assertThat(find("0::/user.slice/own.scope").find("node", false))
        .isEqualTo(new CgroupV2(root.resolve("all/user.slice/own.scope/node"), false));
  }

  @Test
  void insideAContainerPathsStartAtWhatIsMounted() {
    kernel.has("all/cgroup.controllers", "pids").has("all/inner/cgroup.controllers", "cpu memory");
    String mounts = kernel.mount("all", "/docker/abc", "cgroup2", "nsdelegate");
    assertThat(new IsolationFinder(mounts, "0::/docker/abc/inner").find("node", false).parents())
        .containsExactly(root.resolve("all/inner/node"));
  }

  @Test
  void withoutControllersTheFirstVersionIsTaken() {
    kernel
        .has("all/cgroup.controllers", "hugetlb")
        .has("memory/cgroup.procs", "")
        .has("cpu/cgroup.procs", "");
    String mounts =
        kernel.mount("memory", "cgroup", "memory")
            + kernel.mount("cpu", "cgroup", "cpu,cpuacct")
            + kernel.mount("all", "cgroup2", "nsdelegate");
    assertThat(
            new IsolationFinder(mounts, "4:memory:/\n1:cpu,cpuacct:/\n0::/")
                .find("node", false)
                .describe())
        .isEqualTo("cgroup v1");
  }

  @Test
  void whyThereIsNone() {
    kernel.has("all/cgroup.controllers", "hugetlb");
    assertThat(find("0::/").find("node", false).describe())
        .isEqualTo("none (the control groups here have no cpu and memory controllers)");
    assertThat(new IsolationFinder("", "").find("node", false).describe())
        .isEqualTo("none (no control groups are mounted)");
  }

  private IsolationFinder find(String own) {
    return new IsolationFinder(kernel.mount("all", "cgroup2", "nsdelegate"), own);
  }
}
