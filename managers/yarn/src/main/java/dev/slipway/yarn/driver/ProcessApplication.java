package dev.slipway.yarn.driver;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The application that was submitted when this driver's process began, for its first context, and
 * in client mode for later ones too. One for the process, because Spark, not our main, makes the
 * scheduler that needs it.
 */
final class ProcessApplication {
  private static final AtomicReference<@Nullable YarnApplication> OF_PROCESS =
      new AtomicReference<>();

  private ProcessApplication() {}

  static void set(YarnApplication application) {
    OF_PROCESS.set(application);
  }

  static Optional<YarnApplication> get() {
    return Optional.ofNullable(OF_PROCESS.get());
  }
}
