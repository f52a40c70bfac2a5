package dev.slipway.yarn.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Phase;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.yarn.LaunchNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {
  private static final Instant NOW = Instant.ofEpochSecond(100);

  @TempDir private Path folder;

  @Test
  void whatTheDriverReachedIsWrittenWhenItIsNew() throws IOException {
    Map<String, String> client = Map.of(Protocol.UPLOAD_MILLIS, "20");
    Notes notes = new Notes(folder, client, 2, Clock.fixed(NOW, ZoneOffset.UTC));
    notes.write();
    assertThat(folder).isEmptyDirectory();
    notes.heard(
        new DriverMessage.Progress("app", 2, 3000, Map.of(Phase.JVM, 700L), Optional.of("none")));
    notes.write();
    LaunchNotes written = written();
    assertThat(written.client()).isEqualTo(client);
    assertThat(written.launch().attempt()).isEqualTo(2);
    assertThat(written.launch().began()).hasValue(NOW.minusSeconds(3));
    assertThat(written.launch().unarchived()).containsEntry("driver", "none");
    notes.ended();
    assertThat(written().launch().ended()).hasValue(NOW);
    assertThat(folder.toFile().list()).containsExactly(LaunchNotes.FILE);
  }

  private LaunchNotes written() throws IOException {
    return RecordCodec.decode(
        LaunchNotes.class, Files.readString(folder.resolve(LaunchNotes.FILE)));
  }
}
