package dev.slipway.yarn.master;

import dev.slipway.link.ServerMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connections of the driver: its process has one for as long as it lives, each of its contexts
 * another. An end is evidence that it died, unless it is back at once; silence is not, until it has
 * lasted. Confined to the master's thread.
 */
final class DriverLine {
  /** Within this it is back when only the connection broke. */
  private static final Duration RETURN = Duration.ofSeconds(2);

  /** YARN answers every few seconds. */
  private static final Duration AWAY = Duration.ofSeconds(10);

  private final Duration first;
  private final Duration silence;
  private final Clock clock;
  private final Map<LinkServer.Peer, Instant> heard = new HashMap<>();
  private final Set<LinkServer.Peer> gone = new HashSet<>();
  private Optional<LinkServer.Peer> context = Optional.empty();
  private Instant until;
  private Instant answered;
  private boolean came;

  /**
   * @param first how long the driver's first connection may take: it learns from YARN where we are,
   *     so that the time counts only while YARN is there
   * @param silence how long it may say nothing
   */
  DriverLine(Duration first, Duration silence, Clock clock) {
    this.first = first;
    this.silence = silence;
    this.clock = clock;
    this.until = clock.instant().plus(first);
    this.answered = clock.instant();
  }

  /** The ResourceManager did. */
  void yarnAnswered() {
    if (!came && isYarnAway()) {
      until = clock.instant().plus(first);
    }
    answered = clock.instant();
  }

  private boolean isYarnAway() {
    return answered.plus(AWAY).isBefore(clock.instant());
  }

  /** Whether it still counts: what was said before an end may come after it. */
  boolean heard(LinkServer.Peer peer) {
    if (gone.contains(peer)) {
      return false;
    }
    came = true;
    heard.put(peer, clock.instant());
    return true;
  }

  /** Ends a connection from this side, which hears no more of it. */
  void drop(LinkServer.Peer peer) {
    peer.drop();
    gone(peer);
  }

  /** The newest context speaks by this one. */
  void isContext(LinkServer.Peer peer) {
    context.filter(before -> before != peer).ifPresent(this::drop);
    context = Optional.of(peer);
  }

  boolean isContexts(LinkServer.Peer peer) {
    return context.filter(present -> present == peer).isPresent();
  }

  void gone(LinkServer.Peer peer) {
    gone.add(peer);
    heard.remove(peer);
    context = context.filter(present -> present != peer);
    until = clock.instant().plus(RETURN);
  }

  void tell(ServerMessage message) {
    context.ifPresent(peer -> peer.send(message));
  }

  void ping() {
    heard.keySet().forEach(peer -> peer.send(new ServerMessage.Ping()));
  }

  /** Drops connections that were silent for too long. */
  void tick() {
    Instant before = clock.instant().minus(silence);
    heard.entrySet().stream()
        .filter(entry -> entry.getValue().isBefore(before))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::drop);
  }

  /** Whether there is evidence that it died. */
  boolean isDead() {
    boolean findsUs = came || !isYarnAway();
    return heard.isEmpty() && findsUs && clock.instant().isAfter(until);
  }
}
