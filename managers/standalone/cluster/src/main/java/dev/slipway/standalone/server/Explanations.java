package dev.slipway.standalone.server;

import dev.slipway.api.ContainerState;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.ServerMessage;
import dev.slipway.link.ServerMessage.ExecutorView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Drivers' questions what became of an executor. Whoever asks has just lost its connection to it,
 * so that it seems to run only says that the news of its end, or of its node's, is on the way: the
 * answer waits for that a little. Confined to one thread.
 */
final class Explanations {
  private record Question(Application application, DriverMessage.Explain asked, Instant answerAt) {}

  private final Containers containers;
  private final Clock clock;
  private final Duration patience;
  private final List<Question> open = new ArrayList<>();

  Explanations(Containers containers, Clock clock, Duration patience) {
    this.containers = containers;
    this.clock = clock;
    this.patience = patience;
  }

  void ask(Application application, DriverMessage.Explain asked) {
    open.add(new Question(application, asked, clock.instant().plus(patience)));
  }

  /** Answers what can be answered now. */
  void answer() {
    open.removeIf(
        question -> {
          ExecutorView view = look(question);
          boolean certain =
              view.seen().state() == ContainerState.EXITED
                  || view.seen().state() == ContainerState.UNKNOWN;
          if (certain || !clock.instant().isBefore(question.answerAt())) {
            question
                .application()
                .send(new ServerMessage.Explained(question.asked().question(), view));
            return true;
          }
          return false;
        });
  }

  private ExecutorView look(Question question) {
    String name = question.asked().executor().text();
    Container container = question.application().containers.get(name);
    if (container != null) {
      return containers.view(container);
    }
    ExecutorObservation unknown =
        new ExecutorObservation(
            question.asked().executor(),
            new ProfileId(0),
            ContainerState.UNKNOWN,
            "",
            "",
            Optional.empty());
    return new ExecutorView(unknown, "");
  }
}
