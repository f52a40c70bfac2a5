package dev.slipway.yarn.master;

import dev.slipway.api.wire.RecordCodec;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Launch;
import dev.slipway.yarn.LaunchNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link LaunchNotes} in their file. Confined to the master's thread. */
final class Notes {
  private static final Logger LOG = LoggerFactory.getLogger(Notes.class);
  private static final String DRIVER = "driver";

  /** The newest. */
  private static final int MOST_EXECUTORS = 5000;

  private final Path folder;
  private final Map<String, String> client;
  private final Clock clock;
  private final Map<String, LaunchNotes.Executor> executors = new LinkedHashMap<>();
  private Launch launch;
  private boolean changed;

  /**
   * @param folder of the master's logs
   * @param client what the client measured, among other properties
   */
  Notes(Path folder, Map<String, String> client, int attempt, Clock clock) {
    this.folder = folder;
    this.client = Map.copyOf(client);
    this.clock = clock;
    this.launch = Launch.of(Optional.empty(), attempt);
  }

  void heard(DriverMessage.Progress said) {
    launch = launch.heard(said, clock.instant());
    said.unarchived().ifPresent(why -> launch = launch.without(DRIVER, why));
    changed = true;
  }

  /**
   * @param unarchived why its JVM has no class-data archive; empty: it has one
   */
  void started(ExecutorContainer executor, Optional<String> unarchived) {
    executors.put(
        executor.grant.id(), new LaunchNotes.Executor(executor.id.text(), executor.grant.web()));
    if (executors.size() > MOST_EXECUTORS) {
      executors.remove(executors.keySet().iterator().next());
    }
    unarchived.ifPresent(why -> launch = launch.without(executor.id.text(), why));
    changed = true;
  }

  void ended() {
    launch = launch.endedAt(clock.instant());
    changed = true;
    write();
  }

  /** When there is something new. Nothing depends on it. */
  void write() {
    if (!changed) {
      return;
    }
    changed = false;
    try {
      Path aside = folder.resolve("." + LaunchNotes.FILE);
      Files.writeString(aside, RecordCodec.encode(new LaunchNotes(launch, client, executors)));
      Files.move(aside, folder.resolve(LaunchNotes.FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("How the application came up could not be noted", e);
    }
  }
}
