package dev.slipway.standalone.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir private Path folder;

  @Test
  void whatIsOldLeavesAndThenWhatIsTooMuch() {
    Retention retention = new Retention(Duration.ofHours(10), 100);
    List<Retention.Kept> all =
        List.of(kept("new", 1, 60), kept("older", 5, 50), kept("old", 10, 1), kept("mid", 3, 30));
    assertThat(names(retention.leaving(all, 0, NOW))).containsExactly("old", "older");
    assertThat(names(retention.leaving(all, 40, NOW))).containsExactly("old", "older", "mid");
    assertThat(names(new Retention(Duration.ofDays(9), 1000).leaving(all, 0, NOW))).isEmpty();
  }

  @Test
  void logsOfEndedContainersLeaveAndThoseOfOthersStay() throws IOException {
    ContainerStore store = new ContainerStore(folder);
    for (String id : List.of("c-old", "c-new", "c-runs")) {
      Path log = store.create(identity(id)).stdout();
      Files.writeString(log, "something");
    }
    store.forget("c-old");
    store.forget("c-new");
    age("c-old", Duration.ofHours(11));
    age("c-new", Duration.ofHours(9));
    age("c-runs", Duration.ofHours(99));
    store.tidy(new Retention(Duration.ofHours(10), 1000), NOW);
    assertThat(containers()).containsExactly("c-new", "c-runs");
    store.tidy(new Retention(Duration.ofHours(10), 5), NOW);
    assertThat(containers()).containsExactly("c-runs");
  }

  @Test
  void whatNeverBeganLeavesNothing() {
    ContainerStore store = new ContainerStore(folder);
    store.create(identity("c1"));
    store.forget("c1");
    assertThat(containers()).isEmpty();
  }

  private void age(String id, Duration age) throws IOException {
    Path container = folder.resolve("containers").resolve(id);
    FileTime then = FileTime.from(NOW.minus(age));
    Files.setLastModifiedTime(container.resolve("stdout"), then);
    Files.setLastModifiedTime(container, then);
  }

  private List<String> containers() {
    return Arrays.stream(folder.resolve("containers").toFile().list()).sorted().toList();
  }

  private static ContainerIdentity identity(String id) {
    Resources resources = new Resources(1, Memory.ofMebibytes(1));
    return new ContainerIdentity(
        id,
        "app",
        1,
        JvmSpec.Role.EXECUTOR,
        "1",
        new ProfileId(0),
        "",
        resources,
        "",
        Optional.empty());
  }

  private static Retention.Kept kept(String name, int hours, long bytes) {
    return new Retention.Kept(Path.of(name), NOW.minus(Duration.ofHours(hours)), bytes);
  }

  private static List<String> names(List<Retention.Kept> kept) {
    return kept.stream().map(each -> each.path().toString()).toList();
  }
}
