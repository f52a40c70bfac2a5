package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.node.Retention;
import dev.slipway.standalone.submit.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {
  private static final Retention TEN_HOURS = new Retention(Duration.ofHours(10), 1000);

  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private FileStore store;

  @BeforeEach
  void make() {
    store = new FileStore(folder, clock);
  }

  @Test
  void whatNobodyUsesLeavesByAgeAndWhatIsNamedStays() throws IOException {
    String old = put("old");
    String named = put("named");
    clock.pass(Duration.ofHours(9));
    String used = put("used");
    store.tidy(TEN_HOURS, Set.of());
    assertThat(store.find(used)).isPresent();
    clock.pass(Duration.ofHours(1));
    store.tidy(TEN_HOURS, Set.of(named));
    assertThat(folder.resolve(old)).doesNotExist();
    assertThat(folder.resolve(named)).exists();
    assertThat(folder.resolve(used)).exists();
  }

  @Test
  void whatIsAskedForIsUsed() throws IOException {
    String file = put("file");
    clock.pass(Duration.ofHours(9));
    assertThat(store.find(file)).isPresent();
    clock.pass(Duration.ofHours(9));
    store.tidy(TEN_HOURS, Set.of());
    assertThat(folder.resolve(file)).exists();
  }

  @Test
  void tooMuchLeavesButNotWhatMayBeOnItsWay() throws IOException {
    Retention little = new Retention(Duration.ofHours(10), 5);
    String first = put("first");
    store.tidy(little, Set.of());
    assertThat(folder.resolve(first)).exists();
    clock.pass(Duration.ofHours(2));
    store.tidy(little, Set.of());
    assertThat(folder.resolve(first)).exists();
    String second = put("second");
    store.tidy(little, Set.of());
    assertThat(folder.resolve(first)).doesNotExist();
    assertThat(folder.resolve(second)).exists();
  }

  @Test
  void whatAKilledServerTookHalfLeaves() throws IOException {
    Path half = Files.createFile(folder.resolve("upload123.new"));
    Files.setLastModifiedTime(half, java.nio.file.attribute.FileTime.from(clock.instant()));
    store.tidy(TEN_HOURS, Set.of());
    assertThat(half).exists();
    clock.pass(Duration.ofHours(2));
    store.tidy(TEN_HOURS, Set.of());
    assertThat(half).doesNotExist();
  }

  @Test
  void whatBreaksOffLeavesNothing() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(() -> store.put("0".repeat(64), broken))
        .isInstanceOfSatisfying(
            SlipwayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SYSTEM);
              assertThat(e.problem()).contains("No space left on device");
            });
    assertThat(folder).isEmptyDirectory();
  }

  private String put(String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String digest = Digest.copy(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
    store.put(digest, new ByteArrayInputStream(bytes));
    assertThat(store.find(digest)).isPresent();
    return digest;
  }
}
