package dev.slipway.standalone.server;

import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage.LogPart;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Reads containers' logs through the links of their nodes' agents. Safe for several threads. */
final class LogDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final AtomicLong questions = new AtomicLong();
  private final Map<Long, CompletableFuture<LogPart>> open = new ConcurrentHashMap<>();

  /** Empty when the agent does not answer in time. */
  Optional<LogPart> read(
      Peer<NodeCommand> agent, String container, String stream, long offset, int limit) {
    long question = questions.incrementAndGet();
    CompletableFuture<LogPart> answer = new CompletableFuture<>();
    open.put(question, answer);
    try {
      agent.send(new NodeCommand.ReadLog(question, container, stream, offset, limit));
      return Optional.of(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      open.remove(question);
    }
  }

  void answered(LogPart part) {
    CompletableFuture<LogPart> answer = open.get(part.question());
    if (answer != null) {
      answer.complete(part);
    }
  }
}
