package dev.slipway.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.local.ApplicationFolder.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationFolderTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path temp;
  private ApplicationFolder folder;

  @BeforeEach
  void create() throws IOException {
    ApplicationSpec spec =
        new ApplicationSpec(
            "name",
            MasterUrl.parse("local[2]"),
            DeployMode.CLUSTER,
            new MainResource.Python("a.py"),
            List.of(),
            Map.of("spark.secret", "s3cret"),
            false);
    folder =
        ApplicationFolder.create(
            temp.resolve("app-1"), new ApplicationFolder.Submitted("sub-1", "alice", NOON, spec));
  }

  @Test
  void aNewOneIsSubmitted() throws IOException {
    assertThat(folder.observation().state()).isEqualTo(ApplicationState.SUBMITTED);
    assertThat(folder.observation().ref().submission().text()).isEqualTo("sub-1");
    assertThat(folder.observation().user()).isEqualTo("alice");
  }

  @Test
  void onlyItsOwnerCanReadIt() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
        .isEqualTo("rwx------");
    for (String file : List.of("submitted.json", "life")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.path().resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aLineThatACrashCutShortIsPassedOverAndThenReplaced() throws IOException {
    Files.writeString(
        folder.path().resolve("life"), "{\"state\":\"RUNN", StandardOpenOption.APPEND);
    assertThat(folder.life()).hasSize(1);
    Step step = new Step(ApplicationState.KILLED, NOON, "why", Optional.of(ExitInfo.exited(137)));
    folder.append(step);
    assertThat(folder.life()).hasSize(2).last().isEqualTo(step);
    assertThat(folder.observation().exit()).hasValue(ExitInfo.exited(137));
  }
}
