package dev.slipway.spark.scheduler;

import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ManagerTraits;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.spark.FatalFailure;
import dev.slipway.spark.executor.ExecutorRecipes;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.deploy.security.HadoopDelegationTokenManager;
import org.apache.spark.launcher.SparkAppHandle;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.rpc.RpcEndpointAddress;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import org.apache.spark.scheduler.ExecutorLossReason;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's scheduler back end over any manager's {@link ExecutorProvider}. Spark calls it from many
 * threads, often under its own locks: whatever is to be decided goes to the {@link
 * ExecutorKeeper}'s thread, and nothing here waits, except {@link #start} and {@link #stop}.
 */
final class SlipwaySchedulerBackend extends CoarseGrainedSchedulerBackend implements SparkSide {
  private static final Logger LOG = LoggerFactory.getLogger(SlipwaySchedulerBackend.class);
  private static final String RATIO = "spark.scheduler.minRegisteredResourcesRatio";
  private static final double DEFAULT_RATIO = 0.8; // as on YARN and Kubernetes

  private final TaskSchedulerImpl scheduler;
  private final SparkContext context;
  private final ExecutorProvider provider;
  private final ExecutorKeeper keeper;
  private final LauncherLink launcher;
  private final int initialExecutors;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicBoolean failed = new AtomicBoolean();
  private volatile @Nullable ExecutorRecipes recipes;

  SlipwaySchedulerBackend(
      TaskSchedulerImpl scheduler,
      SparkContext context,
      ExecutorProvider provider,
      ManagerTraits traits,
      Clock clock) {
    super(scheduler, context.env().rpcEnv());
    this.scheduler = scheduler;
    this.context = context;
    this.provider = provider;
    this.initialExecutors = ExecutorDefaults.initial(context.conf(), traits);
    this.launcher = new LauncherLink(context.conf(), context::stop);
    this.keeper =
        new ExecutorKeeper(
            this,
            provider,
            ExecutorDefaults.limits(context.conf(), traits),
            clock,
            context.conf().getBoolean("spark.decommission.enabled", false));
  }

  @Override
  public DriverEndpoint createDriverEndpoint() {
    return new SlipwayDriverEndpoint(this);
  }

  /** As Spark's back ends for YARN and Kubernetes do it; used only where Hadoop is secured. */
  @Override
  public Option<HadoopDelegationTokenManager> createTokenManager() {
    return Option.apply(
        new HadoopDelegationTokenManager(
            context.conf(), context.hadoopConfiguration(), driverEndpoint()));
  }

  /** At the start, and whenever the token manager has new ones. */
  @Override
  public void updateDelegationTokens(byte[] tokens) {
    super.updateDelegationTokens(tokens);
    provider.hasTokens(tokens);
  }

  @Override
  public void start() {
    super.start();
    if (context.deployMode().equals("client")) {
      launcher.connect();
    }
    launcher.setState(SparkAppHandle.State.SUBMITTED);
    String url = new RpcEndpointAddress(driverEndpoint().address(), ENDPOINT_NAME()).toString();
    boolean python = BeforeContext.isPython(System.getProperties());
    recipes = ExecutorRecipes.of(context, url, python);
    List<ExecutorObservation> found = register();
    context.addSparkListener(new Milestones(provider));
    if (context.uiWebUrl().isDefined()) {
      provider.showsUi(URI.create(context.uiWebUrl().get()));
    }
    launcher.setAppId(provider.applicationId());
    launcher.setState(SparkAppHandle.State.RUNNING);
    // Through Spark's own book-keeping, so that requests and kills by name count from here.
    requestTotalExecutors(totalOfDefaultProfile(), emptyMap(), emptyMap());
    keeper.start(found);
  }

  @Override
  public String applicationId() {
    return provider.applicationId();
  }

  @Override
  public Option<String> applicationAttemptId() {
    return Option.apply(provider.applicationAttemptId().orElse(null));
  }

  @Override
  public double minRegisteredRatio() {
    return conf().contains(RATIO) ? super.minRegisteredRatio() : DEFAULT_RATIO;
  }

  @Override
  public boolean sufficientResourcesRegistered() {
    return totalRegisteredExecutors().get() >= initialExecutors * minRegisteredRatio();
  }

  @Override
  public Future<Object> doRequestTotalExecutors(
      scala.collection.immutable.Map<ResourceProfile, Object> totals) {
    ExecutorRecipes made = recipes;
    if (made == null) {
      return Future.successful(false);
    }
    try {
      keeper.request(wishes(made, totals));
      return Future.successful(true);
    } catch (SlipwayException e) {
      // Not from here: Spark holds locks, and its caller would only log it.
      keeper.fatal(e);
      return Future.successful(false);
    }
  }

  @Override
  public Future<Object> doKillExecutors(scala.collection.immutable.Seq<String> ids) {
    CollectionConverters.asJava(ids).forEach(id -> keeper.kill(new ExecutorId(id)));
    return Future.successful(true);
  }

  @Override
  public void stop() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    try {
      keeper.close();
      super.stop();
    } finally {
      provider.close();
      launcher.setState(failed.get() ? SparkAppHandle.State.FAILED : SparkAppHandle.State.FINISHED);
      launcher.close();
    }
  }

  void lost(ExecutorId id) {
    keeper.disconnected(id);
  }

  @Override
  public Set<ExecutorId> registered() {
    return CollectionConverters.asJava(getExecutorIds()).stream()
        .map(ExecutorId::new)
        .collect(Collectors.toSet());
  }

  @Override
  public boolean isBusy(ExecutorId id) {
    return scheduler.isExecutorBusy(id.text());
  }

  @Override
  public Set<String> excludedHosts() {
    return Set.copyOf(CollectionConverters.asJava(scheduler.excludedNodes()));
  }

  @Override
  public void remove(ExecutorId id, ExecutorLossReason why) {
    removeExecutor(id.text(), why);
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  public void decommission(ExecutorId id, String why) {
    Tuple2 named = new Tuple2<>(id.text(), new ExecutorDecommissionInfo(why, Option.empty()));
    decommissionExecutors(new Tuple2[] {named}, false, false);
  }

  @Override
  public void fail(SlipwayException failure) {
    if (stopping.get() || !failed.compareAndSet(false, true)) {
      return;
    }
    FatalFailure.record(failure);
    LOG.error("The application cannot go on: {}", failure.getMessage());
    try {
      scheduler.error(failure.getMessage());
    } catch (Exception e) {
      // A SparkException, undeclared: Spark's way of saying that no job was there to be told.
      LOG.debug("No job was running", e);
    } finally {
      // On a thread of its own: stopping waits for threads of ours.
      context.stopInNewThread();
    }
  }

  private List<ExecutorObservation> register() {
    try {
      SparksFolder.fill(System.getProperties(), context);
      return provider.start(keeper);
    } catch (SlipwayException e) {
      failed.set(true);
      FatalFailure.record(e);
      throw e;
    }
  }

  private Map<ProfileId, Wish> wishes(
      ExecutorRecipes made, scala.collection.immutable.Map<ResourceProfile, Object> totals) {
    Map<ProfileId, Wish> wishes = new HashMap<>();
    CollectionConverters.asJava(totals)
        .forEach(
            (profile, count) ->
                wishes.put(
                    new ProfileId(profile.id()),
                    new Wish((Integer) count, made.of(profile), localTasks(profile.id()))));
    return wishes;
  }

  private Map<String, Integer> localTasks(int profile) {
    Map<String, Integer> counts = new HashMap<>();
    Option<scala.collection.immutable.Map<String, Object>> hosts =
        rpHostToLocalTaskCount().get(profile);
    if (hosts.isDefined()) {
      CollectionConverters.asJava(hosts.get())
          .forEach((host, tasks) -> counts.put(host, (Integer) tasks));
    }
    return counts;
  }

  private scala.collection.immutable.Map<Object, Object> totalOfDefaultProfile() {
    return scala.collection.immutable.Map.from(
        CollectionConverters.asScala(
            Map.<Object, Object>of(
                ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID(), initialExecutors)));
  }

  private static <K, V> scala.collection.immutable.Map<K, V> emptyMap() {
    return scala.collection.immutable.Map$.MODULE$.empty();
  }
}
