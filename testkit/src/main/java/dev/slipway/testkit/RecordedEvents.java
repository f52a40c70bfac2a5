package dev.slipway.testkit;

import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorEvents;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ProfileId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps everything that a provider tells, and by which threads. */
final class RecordedEvents implements ExecutorEvents {
  private final List<ExecutorObservation> allocated = new CopyOnWriteArrayList<>();
  private final List<Map.Entry<ExecutorId, ExitInfo>> exited = new CopyOnWriteArrayList<>();
  private final List<SlipwayException> rejected = new CopyOnWriteArrayList<>();
  private final List<SlipwayException> fatal = new CopyOnWriteArrayList<>();
  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  List<ExecutorObservation> allocations() {
    return allocated;
  }

  List<ExecutorId> ids() {
    return allocated.stream().map(ExecutorObservation::id).toList();
  }

  List<ExitInfo> exits(ExecutorId id) {
    return exited.stream()
        .filter(exit -> exit.getKey().equals(id))
        .map(Map.Entry::getValue)
        .toList();
  }

  List<SlipwayException> rejections() {
    return rejected;
  }

  List<SlipwayException> fatalities() {
    return fatal;
  }

  Set<String> threads() {
    return threads;
  }

  @Override
  public void allocated(ExecutorObservation executor) {
    note();
    allocated.add(executor);
  }

  @Override
  public void rejected(ProfileId profile, SlipwayException failure) {
    note();
    rejected.add(failure);
  }

  @Override
  public void exited(ExecutorId id, ExitInfo exit) {
    note();
    exited.add(Map.entry(id, exit));
  }

  @Override
  public void reachability(ExecutorId id, boolean reachable) {
    note();
  }

  @Override
  public void decommission(ExecutorId id, String why) {
    note();
  }

  @Override
  public void fatal(SlipwayException failure) {
    note();
    fatal.add(failure);
  }

  private void note() {
    threads.add(Thread.currentThread().getName());
  }
}
