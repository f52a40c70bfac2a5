package dev.slipway.link;

import dev.slipway.api.Phase;
import dev.slipway.launch.archive.OwnArchive;
import dev.slipway.launch.process.ProcessAge;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** How far this driver has come. Safe for use by several threads. */
final class Progress {
  private final Map<Phase, Long> reached = new EnumMap<>(Phase.class);

  synchronized void reached(Phase phase, long ageMillis) {
    reached.putIfAbsent(phase, ageMillis);
  }

  /** Empty while there is nothing to say, or where the machine does not tell a process's age. */
  synchronized Optional<DriverMessage> message(String application, int attempt) {
    OptionalLong age = ProcessAge.millis();
    return reached.isEmpty() || age.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DriverMessage.Progress(
                application, attempt, age.getAsLong(), Map.copyOf(reached), OwnArchive.whyNot()));
  }
}
