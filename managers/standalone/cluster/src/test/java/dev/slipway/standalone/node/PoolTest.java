package dev.slipway.standalone.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.JvmSpec.Role;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.standalone.node.NodeMessage.PoolSize;
import dev.slipway.standalone.submit.UploadedFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which JVMs there are, for whom, and with what memory; with JVMs that are not real. */
class PoolTest {
  private static final TestRecipe DRIVER = new TestRecipe(Role.DRIVER, 1000, "driver", "");
  private static final TestRecipe EXECUTOR = new TestRecipe(Role.EXECUTOR, 1000, "executor", "");

  private final List<TestJvm> booted = new ArrayList<>();
  private final TestTime time = new TestTime();
  private int containers;
  private int changes;

  @Test
  void itIsFilledOneAfterTheOther() {
    Pool pool = pool(1, 2, 10_000);
    assertThat(booted).hasSize(1);
    readyAll(pool);
    assertThat(booted).extracting(TestJvm::role).containsOnlyOnce(Role.DRIVER).hasSize(3);
    assertThat(pool.size()).isEqualTo(size(1, 1, 2, 2));
    assertThat(changes).isEqualTo(3);
    time.pass(Duration.ofHours(1));
    assertThat(booted).hasSize(3);
  }

  @Test
  void switchedOffNothingIsStarted() {
    Pool pool = pool(0, 0, 10_000);
    assertThat(pool.take(DRIVER)).isEmpty();
    time.pass(Duration.ofHours(1));
    assertThat(booted).isEmpty();
  }

  @Test
  void aTakenOneIsGivenOnceAndReplacedLater() {
    Pool pool = pool(1, 0, 10_000);
    readyAll(pool);
    TestJvm first = booted.get(0);
    assertThat(pool.take(DRIVER)).containsSame(first);
    assertThat(pool.take(DRIVER)).isEmpty();
    assertThat(booted).hasSize(1);
    time.pass(Pool.REST);
    assertThat(booted).hasSize(2);
    assertThat(pool.take(DRIVER)).as("not ready").isEmpty();
    readyAll(pool);
    assertThat(pool.take(DRIVER)).containsSame(booted.get(1));
    pool.close();
    assertThat(first.alive).as("a container's").isTrue();
  }

  @Test
  void whoseStartWouldDifferIsNotTakenAndTheRecipeThatMissedCountsNext() {
    Pool pool = pool(1, 0, 10_000);
    readyAll(pool);
    TestRecipe other = new TestRecipe(Role.DRIVER, 1000, "driver -Xmx2g", "");
    assertThat(pool.take(other)).isEmpty();
    assertThat(booted.get(0).alive).isTrue();
    time.pass(Pool.REST);
    assertThat(booted.get(0).alive).isFalse();
    readyAll(pool);
    assertThat(pool.take(DRIVER)).isEmpty();
    assertThat(pool.take(other)).containsSame(booted.get(1));
  }

  @Test
  void anotherAccountsIsNotTaken() {
    Pool pool = pool(1, 0, 10_000);
    readyAll(pool);
    assertThat(pool.take(new TestRecipe(Role.DRIVER, 1000, "driver", "alice"))).isEmpty();
  }

  @Test
  void aRecipeThatWouldBeAtWorkWhileItWaitsIsNeverPooled() {
    Pool pool = pool(1, 0, 10_000);
    readyAll(pool);
    String debugged = "-agentlib:jdwp=transport=dt_socket,server=y,address=5005";
    pool.take(new TestRecipe(Role.DRIVER, 1000, debugged, ""));
    time.pass(Duration.ofHours(1));
    assertThat(pool.take(DRIVER)).containsSame(booted.get(0));
  }

  @Test
  void theSizeOfTheContainerMayBeAnother() {
    Pool pool = pool(1, 0, 10_000);
    readyAll(pool);
    assertThat(pool.take(new TestRecipe(Role.DRIVER, 1500, "driver", "")))
        .containsSame(booted.get(0));
  }

  @Test
  void containersComeFirst() {
    containers = 3000;
    Pool pool = pool(1, 1, 4500);
    readyAll(pool);
    assertThat(booted).as("no room for a second").hasSize(1);
    containers = 4000;
    pool.take(EXECUTOR);
    assertThat(booted.get(0).alive).isFalse();
    assertThat(pool.size()).isEqualTo(size(0, 1, 0, 1));
    time.pass(Duration.ofHours(1));
    assertThat(booted).hasSize(1);
    containers = 0;
    pool.roomAgain();
    time.pass(Pool.REST);
    readyAll(pool);
    assertThat(pool.size()).isEqualTo(size(1, 1, 1, 1));
  }

  @Test
  void thoseThatEndByThemselvesAreReplacedLessAndLessOften() {
    Pool pool = pool(1, 0, 10_000);
    for (int i = 0; i < 4; i++) {
      booted.get(i).dies();
      time.pass(Duration.ofSeconds(1L << i));
      assertThat(booted).as("after %d", i).hasSize(i + 1);
      time.pass(Duration.ofSeconds(1L << i));
      assertThat(booted).hasSize(i + 2);
    }
    readyAll(pool);
    booted.get(4).dies();
    assertThat(pool.size()).isEqualTo(size(0, 1, 0, 0));
    time.pass(Duration.ofSeconds(2));
    assertThat(booted).hasSize(6);
  }

  @Test
  void closedItEndsAllAndStartsNone() {
    Pool pool = pool(1, 1, 10_000);
    readyAll(pool);
    pool.close();
    assertThat(booted).noneMatch(jvm -> jvm.alive);
    assertThat(pool.take(DRIVER)).isEmpty();
    time.pass(Duration.ofHours(1));
    assertThat(booted).hasSize(2);
  }

  private Pool pool(int drivers, int executors, int capacity) {
    Pool pool =
        new Pool(
            new PoolSettings(drivers, executors),
            Memory.ofMebibytes(capacity),
            () -> Memory.ofMebibytes(containers),
            this::boot,
            time,
            time,
            () -> changes++);
    pool.start(List.of(DRIVER, EXECUTOR));
    time.pass(Duration.ZERO);
    return pool;
  }

  private PooledJvm boot(Recipe recipe, Consumer<PooledJvm> ready, Consumer<PooledJvm> ended) {
    ContainerFolder folder = new ContainerFolder(Path.of("/pool-" + booted.size()));
    TestJvm made = new TestJvm((TestRecipe) recipe, folder, ready, ended);
    booted.add(made);
    return made;
  }

  /** And those that are started then. */
  private void readyAll(Pool pool) {
    for (int i = 0; i < booted.size(); i++) {
      if (booted.get(i).alive) {
        booted.get(i).ready.accept(booted.get(i));
        time.pass(Duration.ZERO);
      }
    }
    assertThat(pool.size()).isNotNull();
  }

  private static NodeMessage.Pool size(int drivers, int ofDrivers, int executors, int ofExecutors) {
    return new NodeMessage.Pool(
        new PoolSize(drivers, ofDrivers), new PoolSize(executors, ofExecutors));
  }

  private record TestRecipe(Role role, int mebibytes, String words, String owner)
      implements Recipe {
    @Override
    public Resources resources() {
      return new Resources(1, Memory.ofMebibytes(mebibytes));
    }

    @Override
    public void lay(ContainerFolder folder) {}

    @Override
    public JvmStart in(ContainerFolder folder) {
      Optional<Account> account =
          owner.isEmpty() ? Optional.empty() : Optional.of(new Account(owner, 7, 7, "/"));
      Optional<UploadedFile> none = Optional.empty();
      return new JvmStart(
          List.of(words.split(" ")), Map.of("TMPDIR", folder.tmp().toString()), account, none);
    }
  }

  private static final class TestJvm implements PooledJvm {
    private final TestRecipe recipe;
    private final ContainerFolder folder;
    private final Consumer<PooledJvm> ready;
    private final Consumer<PooledJvm> ended;
    private boolean alive = true;

    TestJvm(
        TestRecipe recipe,
        ContainerFolder folder,
        Consumer<PooledJvm> ready,
        Consumer<PooledJvm> ended) {
      this.recipe = recipe;
      this.folder = folder;
      this.ready = ready;
      this.ended = ended;
    }

    void dies() {
      alive = false;
      ended.accept(this);
    }

    @Override
    public Role role() {
      return recipe.role();
    }

    @Override
    public Memory memory() {
      return recipe.resources().memory();
    }

    @Override
    public ContainerFolder folder() {
      return folder;
    }

    @Override
    public JvmStart start() {
      return recipe.in(folder);
    }

    @Override
    public ContainerProcess process() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public void end() {
      alive = false;
    }
  }

  /** A clock that only tests move, and what is to be done by it. */
  private static final class TestTime extends Clock implements Pool.Timer {
    private record Task(Instant at, Runnable what) {}

    private final PriorityQueue<Task> tasks =
        new PriorityQueue<>((one, other) -> one.at.compareTo(other.at));
    private Instant now = Instant.EPOCH;

    @Override
    public void after(Duration delay, Runnable task) {
      tasks.add(new Task(now.plus(delay), task));
    }

    void pass(Duration duration) {
      Instant end = now.plus(duration);
      while (!tasks.isEmpty() && !tasks.peek().at.isAfter(end)) {
        Task next = tasks.poll();
        now = next.at;
        next.what.run();
      }
      now = end;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }
}
