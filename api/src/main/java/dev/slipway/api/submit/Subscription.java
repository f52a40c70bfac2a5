package dev.slipway.api.submit;

/** A watch; closing it ends the events. A call under way may still finish. Idempotent. */
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
