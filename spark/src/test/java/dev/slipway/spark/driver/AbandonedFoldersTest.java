package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedFoldersTest {
  @TempDir private Path base;
  private final Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

  @Test
  void removesWhatNobodyHoldsWithAllThatIsInIt() throws IOException {
    Path outside = Files.writeString(base.resolve("outside"), "kept");
    Path old = Files.createDirectories(base.resolve("mine-1/deep/er")).getParent().getParent();
    Files.writeString(old.resolve("deep/file"), "");
    Files.writeString(old.resolve("lock"), "");
    Files.createSymbolicLink(old.resolve("link"), outside);
    Path other = Files.createDirectories(base.resolve("other-1"));
    sweep(later);
    assertThat(old).doesNotExist();
    assertThat(outside).exists();
    assertThat(other).exists();
  }

  @Test
  void leavesOneThatIsTooNewToBeLocked() throws IOException {
    Path young = Files.createDirectories(base.resolve("mine-1"));
    sweep(Clock.systemUTC());
    assertThat(young).exists();
  }

  @Test
  void leavesOneThatALivingProcessHolds() throws Exception {
    Path held = Files.createDirectories(base.resolve("mine-1"));
    Path lock = Files.writeString(held.resolve("lock"), "");
    // POSIX locks exclude other processes only, so the owner must be one.
    Process owner =
        new ProcessBuilder(
                "python3",
                "-c",
                "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.lockf(f, fcntl.LOCK_EX);"
                    + " print('held', flush=True); sys.stdin.read()",
                lock.toString())
            .start();
    try {
      assertThat(owner.inputReader().readLine()).isEqualTo("held");
      sweep(later);
      assertThat(held).exists();
    } finally {
      owner.destroyForcibly().waitFor();
    }
    sweep(later);
    assertThat(held).doesNotExist();
  }

  private void sweep(Clock clock) throws IOException {
    new AbandonedFolders(base, "mine-", "lock", clock).sweep();
  }
}
