package dev.slipway.link;

import dev.slipway.api.ContainerState;
import dev.slipway.api.DurationText;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.Phase;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.ExecutorEvents;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.link.ServerMessage.ExecutorView;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Executors of one SparkContext, over one connection: its end is what tells the server that this
 * driver died. Events come from the link's thread. When the connection breaks and comes back, the
 * newest want and all releases are said again, and what happened meanwhile is told to the driver.
 */
public final class LinkedExecutors implements ExecutorProvider, Link.User {
  private static final Duration FAREWELL = Duration.ofSeconds(15);
  private static final Duration EXPLANATION = Duration.ofMillis(4500);

  private final Supplier<RemoteEnd> ends;
  private final DriverContext context;
  private final Duration patience;
  private final String registration = UUID.randomUUID().toString();
  private final Progress progress = new Progress();
  private final ExecutorTable table = new ExecutorTable();
  private final Map<ExecutorId, ReleaseReason> releases = new ConcurrentHashMap<>();
  private final Map<Long, Question> questions = new ConcurrentHashMap<>();
  private final AtomicLong lastQuestion = new AtomicLong();
  private final CompletableFuture<List<ExecutorObservation>> registered = new CompletableFuture<>();
  private final CompletableFuture<Void> unregistered = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private volatile @Nullable Link link;
  private volatile @Nullable ExecutorEvents events;
  private volatile String application = "";
  private volatile String name = "";
  private volatile Optional<DriverMessage.Ui> ui = Optional.empty();
  private volatile Optional<DriverMessage.Tokens> tokens = Optional.empty();
  private volatile boolean tellsTokens;
  private DriverMessage.@Nullable Want newest; // guarded by this
  private long seenExits; // guarded by this
  private boolean fatal; // confined to the link's thread

  private record Question(ExecutorId id, CompletableFuture<ExecutorObservation> answer) {}

  /**
   * @param ends asked once, when it starts; may throw what {@link #start} throws
   * @param patience how long its start waits for whoever is there
   */
  public LinkedExecutors(Supplier<RemoteEnd> ends, DriverContext context, Duration patience) {
    this.ends = ends;
    this.patience = patience;
    this.context = context;
  }

  @Override
  public List<ExecutorObservation> start(ExecutorEvents listener) {
    RemoteEnd end = ends.get();
    name = end.name();
    tellsTokens = end.takesTokens();
    events = listener;
    Link opened = new Link(end, this, Optional.of(serverTimeout()));
    link = opened;
    try {
      opened.connect(patience);
      return registered.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (SlipwayException e) {
      opened.close();
      throw e;
    } catch (ExecutionException e) {
      opened.close();
      throw e.getCause() instanceof SlipwayException told
          ? told
          : end.unreachable(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      opened.close();
      throw end.unreachable("it does not register the application", e);
    } catch (InterruptedException e) {
      opened.close();
      Thread.currentThread().interrupt();
      throw end.unreachable("interrupted", e);
    }
  }

  @Override
  public String applicationId() {
    if (application.isEmpty()) {
      throw new IllegalStateException("not registered yet");
    }
    return application;
  }

  @Override
  public Optional<String> applicationAttemptId() {
    return Optional.ofNullable(context.properties().get(Protocol.ATTEMPT));
  }

  private int attempt() {
    return applicationAttemptId().map(Integer::parseInt).orElse(1);
  }

  @Override
  public synchronized void want(long generation, Map<ProfileId, Demand> totals) {
    DriverMessage.Want before = newest;
    if (before == null || before.generation() < generation) {
      DriverMessage.Want want =
          new DriverMessage.Want(generation, seenExits, new HashMap<>(totals));
      newest = want;
      send(want);
    }
  }

  @Override
  public void release(ExecutorId id, ReleaseReason why) {
    boolean alive = table.find(id).filter(seen -> !seen.state().isFinal()).isPresent();
    if (alive && releases.putIfAbsent(id, why) == null) {
      send(new DriverMessage.Release(id, why));
    }
  }

  @Override
  public List<ExecutorObservation> list() {
    return table.list();
  }

  @Override
  public CompletionStage<ExecutorObservation> explain(ExecutorId id) {
    Optional<ExecutorObservation> ended = table.find(id).filter(seen -> seen.state().isFinal());
    if (ended.isPresent() || link == null || closed.get()) {
      return CompletableFuture.completedStage(ended.orElseGet(() -> table.unknown(id)));
    }
    CompletableFuture<ExecutorObservation> answer = new CompletableFuture<>();
    long question = lastQuestion.incrementAndGet();
    questions.put(question, new Question(id, answer));
    send(new DriverMessage.Explain(question, id));
    answer.completeOnTimeout(table.unknown(id), EXPLANATION.toMillis(), TimeUnit.MILLISECONDS);
    return answer.whenComplete((seen, failure) -> questions.remove(question));
  }

  @Override
  public void reached(Phase phase, long ageMillis) {
    progress.reached(phase, ageMillis);
    sayProgress();
  }

  @Override
  public void showsUi(URI address) {
    DriverMessage.Ui shown = new DriverMessage.Ui(address.toString());
    ui = Optional.of(shown);
    send(shown);
  }

  @Override
  public void hasTokens(byte[] credentials) {
    tokens = Optional.of(new DriverMessage.Tokens(Base64.getEncoder().encodeToString(credentials)));
    sayTokens();
  }

  private void sayTokens() {
    if (tellsTokens) {
      tokens.ifPresent(this::send);
    }
  }

  private void sayProgress() {
    if (!application.isEmpty()) {
      progress.message(application, attempt()).ifPresent(this::send);
    }
  }

  @Override
  public Optional<String> logLocation(ExecutorId id) {
    return table.log(id);
  }

  @Override
  public void close() {
    Link open = link;
    if (!closed.compareAndSet(false, true) || open == null) {
      return;
    }
    try {
      if (!application.isEmpty()) {
        send(new DriverMessage.Unregister());
        unregistered.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException | ExecutionException e) {
      // The connection's end tells the server the same.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.close();
      questions.values().forEach(question -> question.answer.complete(table.unknown(question.id)));
    }
  }

  @Override
  public List<String> opening() {
    DriverMessage register =
        new DriverMessage.Register(
            registration,
            context.applicationName(),
            context.user(),
            Optional.of(application)
                .filter(id -> !id.isEmpty())
                .or(() -> Optional.ofNullable(context.properties().get(Protocol.APPLICATION))),
            attempt(),
            table.alive());
    return List.of(
        RecordCodec.encode(DriverMessage.class, new DriverMessage.Hello(Protocol.VERSION)),
        RecordCodec.encode(DriverMessage.class, register));
  }

  @Override
  public void received(String text) {
    try {
      heard(RecordCodec.decode(ServerMessage.class, text));
    } catch (IllegalArgumentException e) {
      fail(
          new SlipwayException(
              ErrorCode.PROTOCOL,
              name + " says what we do not understand: " + e.getMessage(),
              "run the same version of Slipway on both sides",
              e));
    }
  }

  @Override
  public void broke(String why) {
    if (closed.get()) {
      unregistered.complete(null);
    }
  }

  @Override
  public void gaveUp(SlipwayException why) {
    if (Link.isFinal(why)) {
      fail(why);
      return;
    }
    fail(
        new SlipwayException(
            ErrorCode.MASTER_UNREACHABLE,
            name
                + " was away for longer than "
                + SlipwayKey.DRIVER_SERVER_TIMEOUT.key()
                + ": "
                + why.problem(),
            "start it again, then submit the application again",
            why));
  }

  private Duration serverTimeout() {
    SlipwayKey key = SlipwayKey.DRIVER_SERVER_TIMEOUT;
    return DurationText.parse(
        key.key(), context.properties().getOrDefault(key.key(), key.otherwise()));
  }

  private void heard(ServerMessage message) {
    if (message instanceof ServerMessage.Ping) {
      send(new DriverMessage.Pong());
    } else if (message instanceof ServerMessage.Registered there) {
      registered(there);
    } else if (message instanceof ServerMessage.Allocated given) {
      allocated(given.executor());
    } else if (message instanceof ServerMessage.Exited gone) {
      exited(gone);
    } else if (message instanceof ServerMessage.Reachability reach) {
      reachability(reach.executor(), reach.reachable());
    } else if (message instanceof ServerMessage.Decommission drained) {
      decommission(drained);
    } else if (message instanceof ServerMessage.Rejected rejected) {
      tell().rejected(rejected.profile(), rejected.problem().exception());
    } else if (message instanceof ServerMessage.Explained explained) {
      explained(explained);
    } else if (message instanceof ServerMessage.Refused refused) {
      fail(refused.problem().exception());
    } else if (message instanceof ServerMessage.Fatal failure) {
      fail(failure.problem().exception());
    } else if (message instanceof ServerMessage.Unregistered) {
      unregistered.complete(null);
    }
  }

  private void registered(ServerMessage.Registered there) {
    boolean first = application.isEmpty();
    application = there.application();
    if (first) {
      there.executors().forEach(table::add);
      registered.complete(table.list());
    } else {
      there.executors().forEach(this::compare);
    }
    synchronized (this) {
      seenExits = there.lastExit();
    }
    sayAgain();
  }

  /** After a pause in the conversation. */
  private void compare(ExecutorView view) {
    allocated(view);
    ExecutorObservation seen = view.seen();
    if (seen.exit().isPresent()) {
      exited(new ServerMessage.Exited(seen.id(), seen.exit().get(), 0));
    } else {
      reachability(seen.id(), seen.state() != ContainerState.UNKNOWN);
    }
  }

  private void sayAgain() {
    // First, so that executors start with them.
    sayTokens();
    releases.forEach((id, why) -> send(new DriverMessage.Release(id, why)));
    synchronized (this) {
      DriverMessage.Want want = newest;
      if (want != null) {
        send(want);
      }
    }
    ui.ifPresent(this::send);
    sayProgress();
    if (closed.get()) {
      send(new DriverMessage.Unregister());
    }
  }

  private void allocated(ExecutorView view) {
    if (table.add(view)) {
      tell().allocated(view.seen());
    }
  }

  private void exited(ServerMessage.Exited gone) {
    synchronized (this) {
      seenExits = Math.max(seenExits, gone.sequence());
    }
    releases.remove(gone.executor());
    if (table.exit(gone.executor(), gone.exit())) {
      tell().exited(gone.executor(), gone.exit());
    }
  }

  private void reachability(ExecutorId id, boolean reachable) {
    if (table.reach(id, reachable)) {
      tell().reachability(id, reachable);
    }
  }

  private void decommission(ServerMessage.Decommission drained) {
    if (table.find(drained.executor()).filter(seen -> !seen.state().isFinal()).isPresent()) {
      tell().decommission(drained.executor(), drained.why());
    }
  }

  private void explained(ServerMessage.Explained explained) {
    Question question = questions.get(explained.question());
    if (question != null) {
      question.answer.complete(explained.executor().seen());
    }
  }

  private void fail(SlipwayException failure) {
    if (!registered.completeExceptionally(failure) && !fatal && !closed.get()) {
      fatal = true;
      tell().fatal(failure);
    }
    unregistered.complete(null);
  }

  private ExecutorEvents tell() {
    ExecutorEvents listener = events;
    if (listener == null) {
      throw new IllegalStateException("not started");
    }
    return listener;
  }

  private void send(DriverMessage message) {
    Link open = link;
    if (open != null) {
      open.send(RecordCodec.encode(DriverMessage.class, message));
    }
  }
}
