package dev.slipway.standalone.server;

import java.util.ArrayList;
import java.util.List;

/** A peer that keeps what it is sent. */
final class Mailbox<M> implements Peer<M> {
  private final List<M> messages = new ArrayList<>();
  private final Bearer bearer;
  private boolean dropped;

  Mailbox() {
    this(new Bearer.Operator());
  }

  Mailbox(Bearer bearer) {
    this.bearer = bearer;
  }

  @Override
  public void send(M message) {
    messages.add(message);
  }

  @Override
  public Bearer bearer() {
    return bearer;
  }

  @Override
  public void drop() {
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }

  /** What came since the last call, of this type. */
  <T extends M> List<T> take(Class<T> type) {
    List<T> taken = messages.stream().filter(type::isInstance).map(type::cast).toList();
    messages.removeIf(type::isInstance);
    return taken;
  }

  <T extends M> T takeOne(Class<T> type) {
    List<T> taken = take(type);
    if (taken.size() != 1) {
      throw new AssertionError("one " + type.getSimpleName() + " expected, but " + taken);
    }
    return taken.get(0);
  }
}
