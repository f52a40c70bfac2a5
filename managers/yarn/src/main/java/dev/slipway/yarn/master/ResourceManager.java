package dev.slipway.yarn.master;

import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.yarn.YarnKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.AMRMClient;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException;
import org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation with YARN's ResourceManager, by Hadoop's own client, on a thread of its own:
 * often while something is awaited, seldom otherwise, and at once when something new is wanted.
 * (Hadoop's asynchronous client has one fixed interval.) Safe for use by several threads.
 */
final class ResourceManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceManager.class);
  private static final long LEAST_MILLIS = 20;
  private static final long STEP_MILLIS = 50;
  private static final long WAITING_MILLIS = 1000;
  private static final int FIRST_PRIORITY = 1;
  private static final int MOST_FAILURES = 10;

  /** Who hears what it says; called from its thread, returns quickly. */
  interface Listener {
    void answered(AllocateResponse answer);

    /** It does not want this attempt any more. */
    void dismissed(String why);

    /** It will never give what is asked for. */
    void refused(String why);
  }

  private final AMRMClient<ContainerRequest> client;
  private final Pace pace;
  private final Optional<String> label;
  private final Map<Kind, Long> kinds = new ConcurrentHashMap<>();
  private final Map<Ask, ContainerRequest> requests = new ConcurrentHashMap<>();
  private final Object pulse = new Object();
  private Set<String> excluded = Set.of();
  private boolean waiting;
  private boolean hurry;
  private boolean closed;
  private @Nullable Thread thread;
  private long pause;

  /**
   * How often it is spoken with.
   *
   * @param first in milliseconds, when something is awaited
   * @param idle in milliseconds, when nothing is
   */
  record Pace(long first, long idle) {
    static Pace of(YarnKeys keys) {
      return new Pace(
          keys.duration("spark.yarn.scheduler.initial-allocation.interval")
              .map(each -> Math.max(LEAST_MILLIS, each.toMillis()))
              .orElse(100L),
          keys.duration("spark.yarn.scheduler.heartbeat.interval-ms")
              .map(each -> Math.max(LEAST_MILLIS, each.toMillis()))
              .orElse(3000L));
    }
  }

  /**
   * @param label {@code spark.yarn.executor.nodeLabelExpression}
   */
  ResourceManager(Configuration configuration, Pace pace, Optional<String> label) {
    this.client = AMRMClient.createAMRMClient();
    this.pace = pace;
    this.pause = pace.first();
    this.label = label;
    client.init(configuration);
    client.start();
  }

  /** The largest container that there is. */
  Resources register(String host, int port, String trackingUrl) throws YarnException, IOException {
    RegisterApplicationMasterResponse answer =
        client.registerApplicationMaster(host, port, trackingUrl);
    Resource largest = answer.getMaximumResourceCapability();
    return new Resources(largest.getVirtualCores(), Memory.ofMebibytes(largest.getMemorySize()));
  }

  void start(Listener listener) {
    Thread made = new Thread(() -> talk(listener), "slipway-resource-manager");
    made.setDaemon(true);
    thread = made;
    made.start();
  }

  void ask(Ask ask) {
    Resource size =
        Resource.newInstance(ask.resources().memory().mebibytes(), ask.resources().cores());
    // YARN takes hosts or a label.
    boolean anywhere = ask.hosts().isEmpty() || label.isPresent();
    String[] hosts = anywhere ? null : ask.hosts().toArray(String[]::new);
    ContainerRequest request =
        new ContainerRequest(
            size,
            hosts,
            null,
            Priority.newInstance(FIRST_PRIORITY + ask.profile().number()),
            number(new Kind(ask.profile(), ask.resources())),
            true,
            label.orElse(null));
    requests.put(ask, request);
    client.addContainerRequest(request);
    hurry();
  }

  void withdraw(Ask ask) {
    ContainerRequest request = requests.remove(ask);
    if (request != null) {
      client.removeContainerRequest(request);
    }
  }

  void giveBack(String container) {
    client.releaseAssignedContainer(ContainerId.fromString(container));
    hurry();
  }

  void exclude(Set<String> hosts) {
    List<String> added = new ArrayList<>(hosts);
    List<String> removed = new ArrayList<>();
    synchronized (pulse) {
      added.removeAll(excluded);
      removed.addAll(excluded);
      removed.removeAll(hosts);
      excluded = new HashSet<>(hosts);
    }
    if (!added.isEmpty() || !removed.isEmpty()) {
      client.updateBlacklist(added, removed);
    }
  }

  /** Where the application's pages are. */
  void track(String url) {
    client.updateTrackingUrl(url);
    hurry();
  }

  /** Whether something is to come: an answer soon is worth a question. */
  void awaits(boolean something) {
    synchronized (pulse) {
      if (something && !waiting) {
        pause = pace.first();
        pulse.notifyAll();
      }
      waiting = something;
    }
  }

  void hurry() {
    synchronized (pulse) {
      hurry = true;
      pause = pace.first();
      pulse.notifyAll();
    }
  }

  /**
   * What was asked for under one number. Another size needs another one: of two requests with the
   * same number and priority YARN takes the last, whatever their sizes.
   */
  record Kind(ProfileId profile, Resources resources) {}

  private long number(Kind kind) {
    return kinds.computeIfAbsent(kind, same -> kinds.size() + 1L);
  }

  /** Of an allocated container; empty for one that was never asked for. */
  Optional<Kind> kind(Container container) {
    return kinds.entrySet().stream()
        .filter(entry -> entry.getValue() == container.getAllocationRequestId())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The application is over; YARN starts it no more. */
  void unregister(FinalApplicationStatus status, String diagnostics, String trackingUrl)
      throws YarnException, IOException {
    stopTalking();
    client.unregisterApplicationMaster(status, diagnostics, trackingUrl);
  }

  private void talk(Listener listener) {
    int failures = 0;
    try {
      while (awaitNext()) {
        try {
          listener.answered(client.allocate(0.5f));
          failures = 0;
        } catch (ApplicationAttemptNotFoundException e) {
          listener.dismissed(String.valueOf(e.getMessage()));
          return;
        } catch (InvalidResourceRequestException e) {
          listener.refused(String.valueOf(e.getMessage()));
          return;
        } catch (YarnException | IOException e) {
          LOG.warn("The ResourceManager cannot be reached; it is asked again", e);
          // Hadoop's client has tried for its own time each time.
          if (++failures >= MOST_FAILURES) {
            listener.dismissed("the ResourceManager cannot be reached: " + e.getMessage());
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitNext() throws InterruptedException {
    synchronized (pulse) {
      long end = System.nanoTime() + interval() * 1_000_000;
      for (long left = end - System.nanoTime();
          !hurry && !closed && left > 0;
          left = end - System.nanoTime()) {
        pulse.wait(left / 1_000_000 + 1);
      }
      hurry = false;
      return !closed;
    }
  }

  /** Rises slowly while it is in vain. */
  private long interval() {
    if (!waiting) {
      return pace.idle();
    }
    pause = Math.min(Math.max(WAITING_MILLIS, pace.first()), pause + STEP_MILLIS);
    return pause;
  }

  private void stopTalking() {
    Thread running;
    synchronized (pulse) {
      closed = true;
      pulse.notifyAll();
      running = thread;
    }
    if (running != null && running != Thread.currentThread()) {
      running.interrupt();
      try {
        running.join(2000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stopTalking();
    client.stop();
  }
}
