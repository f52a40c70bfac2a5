package dev.slipway.launch.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.ExitInfo;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.launch.process.ProcessTree;
import dev.slipway.launch.process.Shim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On this machine's kernel, when it lets us: as root, or in a delegated group. */
@Timeout(60)
class RealGroupsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final String id = "test-" + UUID.randomUUID();
  private Isolation isolation;
  private NodeGroups groups;

  @BeforeEach
  void open() {
    isolation = IsolationFinder.ofThisMachine().open("slipway-" + id, 2, true);
    if (isolation instanceof NoIsolation none) {
      System.out.println("RealGroupsTest is skipped, " + none.describe());
    }
    assumeThat(isolation).isNotInstanceOf(NoIsolation.class);
    groups = NodeGroups.in(folder);
    groups.record(isolation);
  }

  @AfterEach
  void leaveNothing() throws InterruptedException {
    if (!(isolation instanceof NoIsolation)) {
      assertThat(groups.remove()).isTrue();
      assertThat(isolation.parents()).allSatisfy(parent -> assertThat(parent).doesNotExist());
    }
  }

  @Test
  void overItsLimitItIsKilledAndTheKernelSaysSo() throws Exception {
    ContainerGroup group = create(32);
    ContainerProcess container =
        start(group, "python3", "-c", "b = bytearray(256 << 20); print(len(b))");
    assertThat(exit(container).code()).hasValue(137);
    assertThat(group.killsAtLimit()).isPositive();
    assertThat(group.remove(PATIENCE)).isTrue();
    assertThat(group.folders()).allSatisfy(each -> assertThat(each).doesNotExist());
  }

  @Test
  void withinItsLimitItRunsAndTheShimIsOutside() throws Exception {
    ContainerGroup group = create(64);
    ContainerProcess container = start(group, "sh", "-c", "cat /proc/self/cgroup; sleep 0.3");
    long shim = container.folder().leader().orElseThrow().pid();
    assertThat(group.processes()).doesNotContain(shim);
    assertThat(exit(container).code()).hasValue(0);
    assertThat(container.folder().stdout()).content().contains("/slipway-" + id + "/c1");
    assertThat(group.killsAtLimit()).isZero();
  }

  @Test
  void whoeverLeavesSessionAndEnvironmentIsFoundByItsGroup() throws Exception {
    ContainerGroup group = create(64);
    ContainerProcess container =
        start(group, "sh", "-c", "env -i setsid sleep 50 > /dev/null & sleep 0.2");
    assertThat(exit(container).code()).hasValue(0);
    assertThat(container.tree().alive()).as("without the group").isEmpty();
    ProcessTree tree = container.tree().within(group);
    assertThat(tree.alive()).hasSize(1);
    assertThat(group.remove(Duration.ofMillis(100))).as("busy").isFalse();
    assertThat(tree.end(Duration.ZERO, PATIENCE)).isTrue();
    assertThat(group.remove(PATIENCE)).isTrue();
  }

  @Test
  void strayGroupsAreSweptWithWhatIsInThem() throws Exception {
    ContainerGroup group = create(64);
    ContainerProcess container = start(group, "sleep", "50");
    // The shim is there before its child has joined; a group swept in between would be refused it.
    await().atMost(PATIENCE).until(() -> !group.processes().isEmpty());
    assertThat(groups.sweep(isolation, Set.of("c1"))).isTrue();
    assertThat(container.tree().alive()).isNotEmpty();
    assertThat(groups.sweep(isolation, Set.of())).isTrue();
    assertThat(exit(container).code()).hasValue(137);
  }

  @Test
  void theKernelTookWeightAndQuota() throws Exception {
    ContainerGroup group = create(64);
    Path last = group.folders().get(group.folders().size() - 1);
    if (isolation instanceof CgroupV1) {
      assertThat(last.resolve("cpu.shares")).hasContent("2048");
      assertThat(last.resolve("cpu.cfs_quota_us")).hasContent("200000");
    } else {
      assertThat(last.resolve("cpu.weight")).hasContent("200");
      assertThat(last.resolve("cpu.max")).hasContent("200000 100000");
    }
  }

  @Test
  void aCommandThatCannotJoinIsNotRun() throws Exception {
    ContainerGroup group = create(64);
    assertThat(group.remove(PATIENCE)).isTrue();
    ContainerProcess container = start(group, "echo", "ran");
    assertThat(exit(container).code()).hasValue(125);
    assertThat(container.folder().stdout()).isEmptyFile();
  }

  private ContainerGroup create(int mebibytes) {
    return isolation.create("c1", new Resources(2, Memory.ofMebibytes(mebibytes)));
  }

  private ContainerProcess start(ContainerGroup group, String... command) throws Exception {
    ContainerFolder place = new ContainerFolder(folder.resolve(id));
    place.create();
    place.joins(group);
    ContainerProcess started =
        ContainerProcess.start(
            Shim.install(folder),
            id,
            place,
            List.of(command),
            Map.of("PATH", System.getenv("PATH")));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(place.path().resolve("leader")) && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return started;
  }

  private static ExitInfo exit(ContainerProcess container) throws Exception {
    container.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
    return ContainerProcess.exit(container.folder());
  }
}
