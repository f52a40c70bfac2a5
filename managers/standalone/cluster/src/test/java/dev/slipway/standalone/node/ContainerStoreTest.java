package dev.slipway.standalone.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.launch.process.ContainerFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of JVMs that were there before their container. */
class ContainerStoreTest {
  @TempDir Path work;
  private ContainerStore store;

  @BeforeEach
  void open() {
    store = new ContainerStore(work);
  }

  @Test
  void onceLabelledItIsTheContainersByName() throws IOException {
    ContainerFolder pooled = store.createPooled();
    assertThat(store.pooled()).containsExactly(pooled);
    assertThat(store.list()).isEmpty();
    Files.writeString(pooled.stdout(), "hello");
    store.label(pooled, identity());
    assertThat(store.pooled()).isEmpty();
    assertThat(store.list()).containsExactly(new ContainerStore.Stored(identity(), pooled));
    assertThat(store.folder("c-1").stdout()).hasContent("hello");
    store.forget("c-1");
    assertThat(store.list()).isEmpty();
    assertThat(store.pooled()).as("these are logs").isEmpty();
    assertThat(store.folder("c-1").stdout()).hasContent("hello");
  }

  @Test
  void aKillBeforeTheLinkIsMended() throws IOException {
    ContainerFolder pooled = store.createPooled();
    store.label(pooled, identity());
    Files.delete(store.folder("c-1").path());
    assertThat(store.list()).containsExactly(new ContainerStore.Stored(identity(), pooled));
    assertThat(store.folder("c-1").path()).isSymbolicLink();
  }

  @Test
  void whenTheLogsLeaveSoDoesTheName() {
    ContainerFolder pooled = store.createPooled();
    ContainerFolder waiting = store.createPooled();
    store.label(pooled, identity());
    store.forget("c-1");
    store.tidy(new Retention(Duration.ZERO, 0), Instant.now().plusSeconds(60));
    assertThat(work.resolve("containers")).isDirectoryContaining(waiting.path()::equals);
    assertThat(work.resolve("containers").toFile().list()).hasSize(1);
  }

  @Test
  void nobodysLeavesNothing() throws IOException {
    ContainerFolder pooled = store.createPooled();
    Files.writeString(pooled.stderr(), "boots");
    store.discard(pooled);
    assertThat(pooled.path()).doesNotExist();
  }

  private static ContainerIdentity identity() {
    return new ContainerIdentity(
        "c-1",
        "app",
        1,
        JvmSpec.Role.EXECUTOR,
        "1",
        new ProfileId(0),
        "",
        new Resources(1, Memory.ofMebibytes(960)),
        "",
        Optional.empty());
  }
}
