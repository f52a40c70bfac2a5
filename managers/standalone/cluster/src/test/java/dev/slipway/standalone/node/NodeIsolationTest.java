package dev.slipway.standalone.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.launch.cgroup.ContainerGroup;
import dev.slipway.launch.cgroup.IsolationFinder;
import dev.slipway.launch.process.ContainerFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIsolationTest {
  private static final ContainerMemory SUM =
      new ContainerMemory(mebibytes(512), mebibytes(384), mebibytes(0), mebibytes(64));

  @TempDir Path folder;

  @Test
  void withoutGroupsTheNodeSaysWhy() {
    NodeIsolation isolation = open("auto", "");
    assertThat(isolation.describe()).isEqualTo("none (no control groups are mounted)");
    assertThat(isolation.isOn()).isFalse();
    isolation.close();
  }

  @Test
  void strictIsRefusedWithTheReasonAndAWayOut() {
    assertThatThrownBy(() -> open("strict", ""))
        .isInstanceOfSatisfying(
            SlipwayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED);
              assertThat(e.describe())
                  .contains("slipway.isolation=strict", "n1", "no control groups are mounted")
                  .contains("leave slipway.isolation=auto");
            });
  }

  @Test
  void whatIsNoModeIsRefused() {
    assertThatThrownBy(() -> open("hard", ""))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
  }

  @Test
  void switchedOffItTouchesNothing() {
    NodeIsolation isolation = open("none", mounts());
    assertThat(isolation.describe()).isEqualTo("none (switched off by slipway.isolation)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void nodesOfOneNameInTwoFoldersHaveTwoGroups() throws IOException {
    Files.createDirectories(folder.resolve("cpu"));
    Files.createDirectories(folder.resolve("memory"));
    NodeIsolation one = open("auto", mounts());
    assertThat(one.describe()).isEqualTo("cgroup v1");
    NodeIsolation other =
        NodeIsolation.open(
            folder.resolve("other"), "n1", 2, "auto", new IsolationFinder(mounts(), ""));
    assertThat(one.group(new ContainerFolder(folder)).folders())
        .doesNotContainAnyElementsOf(other.group(new ContainerFolder(folder)).folders());
  }

  @Test
  void outOfMemoryIsNamedWithTheSumAndTheSetting() throws IOException {
    HeldContainer held = ended(JvmSpec.Role.EXECUTOR, 137, 1);
    held.sized(SUM);
    ExitInfo exit = held.howItEnded();
    assertThat(exit.outOfMemory()).isTrue();
    assertThat(exit.code()).hasValue(137);
    assertThat(exit.blame()).isEqualTo(ExitInfo.Blame.APPLICATION);
    assertThat(exit.detail())
        .isEqualTo(
            "out of memory: killed over its memory limit of 960m = 512m heap + 384m overhead + 64m"
                + " pyspark; raise spark.executor.memoryOverhead or spark.executor.memory");
    assertThat(held.isNewlyOverLimit()).isTrue();
    assertThat(held.isNewlyOverLimit()).as("said once").isFalse();
  }

  @Test
  void aDriversSettingsAreOthersAndTheSumMayBeUnknown() throws IOException {
    assertThat(ended(JvmSpec.Role.DRIVER, 137, 2).howItEnded().detail())
        .contains("limit of 960m; raise spark.driver.memoryOverhead or spark.driver.memory");
  }

  @Test
  void otherEndsAreWhatTheyWere() throws IOException {
    assertThat(ended(JvmSpec.Role.EXECUTOR, 137, 0).howItEnded()).isEqualTo(ExitInfo.exited(137));
    assertThat(ended(JvmSpec.Role.EXECUTOR, 0, 1).howItEnded()).isEqualTo(ExitInfo.exited(0));
  }

  private HeldContainer ended(JvmSpec.Role role, int status, int kills) throws IOException {
    Path events = Files.writeString(folder.resolve("events"), "under_oom 0\noom_kill " + kills);
    Files.writeString(folder.resolve("exit"), Integer.toString(status));
    return new HeldContainer(
        identity(role),
        new ContainerFolder(folder),
        new ContainerGroup(List.of(), Optional.of(events)));
  }

  private static ContainerIdentity identity(JvmSpec.Role role) {
    Resources resources = new Resources(1, mebibytes(960));
    return new ContainerIdentity(
        "c1", "app", 1, role, "1", new ProfileId(0), "", resources, "", Optional.empty());
  }

  private static Memory mebibytes(long count) {
    return Memory.ofMebibytes(count);
  }

  private NodeIsolation open(String mode, String mounts) {
    return NodeIsolation.open(folder, "n1", 2, mode, new IsolationFinder(mounts, ""));
  }

  private String mounts() {
    return mount("memory") + mount("cpu");
  }

  private String mount(String controller) {
    return "35 31 0:32 / %s rw - cgroup cgroup rw,%s%n"
        .formatted(folder.resolve(controller), controller);
  }
}
