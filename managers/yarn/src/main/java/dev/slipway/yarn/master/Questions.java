package dev.slipway.yarn.master;

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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What became of an executor, asked by its driver when their connection broke. Its NodeManager
 * knows an exit long before the ResourceManager tells it, but a moment after the connection does:
 * it is asked again for a second before it is believed that the executor runs. Confined to the
 * master's thread.
 */
final class Questions {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** The driver waits no longer. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(5);

  private record Question(long number, ExecutorContainer about, Instant until) {}

  private final Consumer<ExecutorContainer> ask;
  private final Consumer<ServerMessage> driver;
  private final Clock clock;
  private final List<Question> open = new ArrayList<>();
  private final Set<ExecutorContainer> asked = new HashSet<>();

  /**
   * @param ask a NodeManager, which answers by {@link #runs}, {@link #exited} or {@link #unknown}
   */
  Questions(Consumer<ExecutorContainer> ask, Consumer<ServerMessage> driver, Clock clock) {
    this.ask = ask;
    this.driver = driver;
    this.clock = clock;
  }

  /** One question to a node at a time: a dead one takes minutes for each. */
  private void askNode(ExecutorContainer executor) {
    if (asked.add(executor)) {
      ask.accept(executor);
    }
  }

  void ask(DriverMessage.Explain question, Optional<ExecutorContainer> about) {
    if (about.isEmpty()) {
      answer(question.question(), nobody(question));
    } else if (about.get().isAlive()) {
      open.add(new Question(question.question(), about.get(), clock.instant().plus(PATIENCE)));
      askNode(about.get());
    } else {
      answer(question.question(), about.get().view());
    }
  }

  /** Its NodeManager says so. */
  void runs(ExecutorContainer executor) {
    asked.remove(executor);
    Instant now = clock.instant();
    of(executor).stream()
        .filter(question -> question.until.isBefore(now))
        .forEach(question -> answer(question, executor.view()));
  }

  void exited(ExecutorContainer executor) {
    asked.remove(executor);
    of(executor).forEach(question -> answer(question, executor.view()));
  }

  void unknown(ExecutorContainer executor) {
    asked.remove(executor);
    ExecutorObservation seen = executor.view().seen();
    ExecutorObservation unknown =
        new ExecutorObservation(
            seen.id(),
            seen.profile(),
            ContainerState.UNKNOWN,
            seen.host(),
            seen.recipeHash(),
            Optional.empty());
    of(executor).forEach(question -> answer(question, new ExecutorView(unknown, executor.log())));
  }

  /** Asks again what is open. */
  void tick() {
    Instant late = clock.instant().minus(FORGOTTEN);
    open.removeIf(question -> question.until.isBefore(late));
    open.stream().map(Question::about).distinct().toList().forEach(this::askNode);
  }

  private List<Question> of(ExecutorContainer executor) {
    return open.stream().filter(question -> question.about == executor).toList();
  }

  private void answer(Question question, ExecutorView view) {
    open.remove(question);
    answer(question.number, view);
  }

  private void answer(long number, ExecutorView view) {
    driver.accept(new ServerMessage.Explained(number, view));
  }

  private static ExecutorView nobody(DriverMessage.Explain question) {
    return new ExecutorView(
        new ExecutorObservation(
            question.executor(),
            new ProfileId(0),
            ContainerState.UNKNOWN,
            "",
            "",
            Optional.empty()),
        "");
  }
}
