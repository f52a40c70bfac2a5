package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ContainerMemory;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.launch.ClientConfiguration;
import dev.slipway.launch.ClientFiles;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.DriverEnvironment;
import dev.slipway.launch.DriverSize;
import dev.slipway.launch.JavaOptions;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.SpecFiles;
import dev.slipway.yarn.ContainerFile;
import dev.slipway.yarn.ContainerJvms;
import dev.slipway.yarn.MasterOrder;
import dev.slipway.yarn.ShellWords;
import dev.slipway.yarn.YarnKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.util.Records;

/** Hands an application's master to YARN: in cluster mode with its driver, in client mode alone. */
public final class MasterLaunch {
  private static final String MAIN = "dev.slipway.yarn.master.ApplicationMaster";

  /** What the master itself needs, beside a driver or alone. */
  private static final Memory HEAP = Memory.ofMebibytes(64);

  private static final Memory BESIDE_HEAP = Memory.ofMebibytes(192);
  private static final String QUEUE = "default";

  private final ClientSite site;
  private final YarnCluster cluster;
  private final String user;

  /** In the name of whoever Hadoop takes this thread for. */
  public MasterLaunch(ClientSite site, YarnCluster cluster) {
    this.site = site;
    this.cluster = cluster;
    this.user = Identity.current().getShortUserName();
  }

  /**
   * An application that YARN accepted, and the secret by which its driver speaks with its master.
   */
  public record Started(ApplicationId id, String secret) {}

  /**
   * For a driver that runs here.
   *
   * @param spec its name and properties
   */
  public Started forClient(ApplicationSpec spec, Optional<Demand> first) {
    YarnClientApplication made = cluster.call(yarn -> yarn.createApplication());
    YarnKeys keys = site.keys();
    Memory heap = keys.memory("spark.yarn.am.memory").orElse(HEAP);
    Memory beside =
        keys.memory("spark.yarn.am.memoryOverhead")
            .orElseGet(
                () -> heap.equals(HEAP) ? BESIDE_HEAP : ContainerMemory.overhead(heap, 0.10));
    Resources size = new Resources(keys.number("spark.yarn.am.cores").orElse(1), heap.plus(beside));
    checkFits(made, size, heap + " heap + " + beside + " overhead", "spark.yarn.am.memory");
    MasterOrder order = order(spec, first, Optional.empty(), Optional.empty());
    Optional<String> options = keys.text("spark.yarn.am.extraJavaOptions");
    submit(made, spec, "client", Optional.empty(), size, command(heap, options), order);
    return new Started(id(made), order.secret());
  }

  /** With the driver. What is local to this machine is put into the application's own folder. */
  Started forCluster(SubmissionId submission, ApplicationSpec spec) {
    YarnClientApplication made = cluster.call(yarn -> yarn.createApplication());
    DriverSize driver = DriverSize.of(spec);
    Memory own = HEAP.plus(BESIDE_HEAP);
    Resources size = new Resources(driver.cores(), driver.memory().total().plus(own));
    checkFits(
        made,
        size,
        driver.memory().describe() + ", and " + own + " application master",
        "spark.driver.memory");
    SharedFiles shared = shared();
    Optional<org.apache.hadoop.fs.Path> folder = Optional.empty();
    try {
      ApplicationSpec there = spec;
      if (namesClientFiles(spec) || Keytab.travelsWith(spec)) {
        folder = Optional.of(shared.ownFolder(id(made).toString()));
        there = Keytab.send(upload(spec, shared, folder.get()), shared, folder.get());
      }
      MasterOrder order =
          order(
              spec,
              Optional.empty(),
              Optional.of(withoutConfiguration(there)),
              folder.map(org.apache.hadoop.fs.Path::toString));
      submit(
          made,
          spec,
          "cluster",
          Optional.of(submission),
          size,
          command(HEAP, Optional.empty()),
          order);
      return new Started(id(made), order.secret());
    } catch (RuntimeException e) {
      folder.ifPresent(each -> remove(shared, each));
      throw e;
    }
  }

  private static void remove(SharedFiles shared, org.apache.hadoop.fs.Path folder) {
    try {
      shared.files().delete(folder, true);
    } catch (IOException e) {
      System.err.println("slipway: " + folder + " could not be removed: " + e.getMessage());
    }
  }

  private MasterOrder order(
      ApplicationSpec spec,
      Optional<Demand> first,
      Optional<ApplicationSpec> driver,
      Optional<String> staging) {
    return new MasterOrder(
        user,
        newSecret(),
        attempts(),
        files(spec),
        first,
        driver,
        staging,
        site.keys().forMaster());
  }

  /** What every container gets. */
  private List<ContainerFile> files(ApplicationSpec spec) {
    SharedFiles shared = shared();
    SparkArchive spark = new SparkArchive(site.spark(), site.cache());
    List<ContainerFile> files = new ArrayList<>();
    files.add(
        shared.put(
            spark.name(),
            ContainerJvms.SPARK,
            true,
            out -> {
              System.err.println("slipway: sending Spark to " + shared.folder() + " (once) ...");
              spark.writeTo(out);
            }));
    files.add(shared(shared, "slipway", ".jar", site.runtimeJar(), ContainerJvms.RUNTIME, false));
    configuration(spec, shared).ifPresent(files::add);
    return files;
  }

  /** As it came with the submission, or of this machine. */
  private Optional<ContainerFile> configuration(ApplicationSpec spec, SharedFiles shared) {
    String packed = spec.property(ClientFolders.PROPERTY, "");
    if (!packed.isEmpty()) {
      return Optional.of(conf(shared, Path.of(packed)));
    }
    try (ClientConfiguration here =
        ClientConfiguration.of(spec, site.environment(), site.sparkConfiguration())) {
      String zip = here.specification().property(ClientFolders.PROPERTY, "");
      return Optional.of(zip).filter(name -> !name.isEmpty()).map(n -> conf(shared, Path.of(n)));
    }
  }

  private static ContainerFile conf(SharedFiles shared, Path zip) {
    return shared(shared, "configuration", ".zip", zip, ContainerJvms.CONFIGURATION, true);
  }

  private static ContainerFile shared(
      SharedFiles shared, String kind, String suffix, Path file, String name, boolean archive) {
    try {
      String digest = SparkArchive.digest(file);
      return shared.put(kind + "-" + digest + suffix, name, archive, out -> Files.copy(file, out));
    } catch (IOException e) {
      throw SlipwayException.ofFiles(file + " cannot be read", e);
    }
  }

  private static boolean namesClientFiles(ApplicationSpec spec) {
    boolean[] any = {false};
    SpecFiles.rewrite(
        withoutConfiguration(spec),
        uri -> {
          any[0] |= ClientFiles.find(uri).isPresent();
          return Stream.of(uri);
        });
    return any[0];
  }

  private static ApplicationSpec withoutConfiguration(ApplicationSpec spec) {
    Map<String, String> properties = new HashMap<>(spec.properties());
    properties.remove(ClientFolders.PROPERTY);
    return SpecFiles.with(spec, properties);
  }

  /** Each in a folder of its own: two may have the same name. */
  private static ApplicationSpec upload(
      ApplicationSpec spec, SharedFiles shared, org.apache.hadoop.fs.Path folder) {
    Map<Path, String> sent = new LinkedHashMap<>();
    return SpecFiles.rewrite(
        withoutConfiguration(spec),
        uri ->
            ClientFiles.find(uri)
                .map(
                    files ->
                        files.stream()
                            .map(
                                file ->
                                    sent.computeIfAbsent(
                                        file, each -> send(shared, folder, sent.size(), each))))
                .orElseGet(() -> Stream.of(uri)));
  }

  private static String send(
      SharedFiles shared, org.apache.hadoop.fs.Path folder, int number, Path file) {
    org.apache.hadoop.fs.Path to =
        new org.apache.hadoop.fs.Path(
            new org.apache.hadoop.fs.Path(folder, Integer.toString(number)),
            file.getFileName().toString());
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = shared.files().create(to, true)) {
      in.transferTo(out);
    } catch (IOException e) {
      throw SlipwayException.ofFiles(file + " cannot be sent to " + to, e);
    }
    return to.toUri().toString();
  }

  private SharedFiles shared() {
    return new SharedFiles(
        cluster.configuration(),
        site.keys().text("spark.yarn.stagingDir"),
        site.keys().number("spark.yarn.submit.file.replication"));
  }

  private List<String> command(Memory heap, Optional<String> options) {
    SparkInstallation spark = site.spark();
    List<String> java = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    options.ifPresent(
        text -> java.addAll(JavaOptions.parse("spark.yarn.am.extraJavaOptions", text)));
    JvmSpec jvm =
        new JvmSpec(
            JvmSpec.Role.DRIVER,
            heap,
            0,
            java,
            Map.of(
                "java.io.tmpdir",
                "{{PWD}}/tmp",
                "log4j2.configurationFile",
                "classpath:dev/slipway/yarn/master-log4j2.properties",
                "slipway.log",
                "<LOG_DIR>"),
            "",
            "",
            Map.of(),
            List.of());
    List<String> jars = spark.jars().stream().map(jar -> jar.getFileName().toString()).toList();
    return new ContainerJvms(spark.version(), jars).command(MAIN, jvm, ContainerJvms.NODES_JAVA);
  }

  private void submit(
      YarnClientApplication made,
      ApplicationSpec spec,
      String mode,
      Optional<SubmissionId> submission,
      Resources size,
      List<String> command,
      MasterOrder order) {
    ApplicationSubmissionContext context = made.getApplicationSubmissionContext();
    YarnKeys keys = site.keys();
    context.setApplicationName(spec.name());
    context.setApplicationType("SPARK");
    context.setApplicationTags(Tags.of(mode, submission, keys.list("spark.yarn.tags")));
    context.setQueue(keys.text("spark.yarn.queue").orElse(QUEUE));
    keys.number("spark.yarn.priority")
        .ifPresent(priority -> context.setPriority(Priority.newInstance(priority)));
    context.setMaxAppAttempts(order.attempts());
    context.setResource(Resource.newInstance(size.memory().mebibytes(), size.cores()));
    context.setAMContainerSpec(container(spec, command, order));
    cluster.call(yarn -> yarn.submitApplication(context));
  }

  private ContainerLaunchContext container(
      ApplicationSpec spec, List<String> command, MasterOrder order) {
    Map<String, LocalResource> resources =
        order.files().stream()
            .collect(Collectors.toMap(ContainerFile::name, ContainerFile::resource));
    ContainerLaunchContext context = Records.newRecord(ContainerLaunchContext.class);
    Keytab.sent(order, shared()).ifPresent(file -> resources.put(file.name(), file.resource()));
    context.setLocalResources(resources);
    context.setEnvironment(environment(spec));
    context.setCommands(List.of(ShellWords.command(command)));
    context.setTokens(tokens(order));
    return context;
  }

  private Map<String, String> environment(ApplicationSpec spec) {
    Map<String, String> environment = new HashMap<>();
    if (spec.deployMode() == DeployMode.CLUSTER) {
      for (String name : List.of("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON", "PYTHONHASHSEED")) {
        Optional.ofNullable(site.environment().get(name))
            .ifPresent(value -> environment.put(name, value));
      }
      environment.putAll(DriverEnvironment.of(spec.properties()));
    }
    environment.putAll(site.keys().masterEnvironment());
    environment.put("SPARK_USER", user);
    if (!UserGroupInformation.isSecurityEnabled()) {
      environment.put("HADOOP_USER_NAME", user);
    }
    environment.put("SPARK_HOME", "{{PWD}}/" + ContainerJvms.SPARK);
    environment.put("SPARK_CONF_DIR", "{{PWD}}/" + ContainerJvms.CONFIGURATION + "/spark");
    environment.put("HADOOP_CONF_DIR", "{{PWD}}/" + ContainerJvms.CONFIGURATION + "/hadoop");
    return environment;
  }

  private ByteBuffer tokens(MasterOrder order) {
    Credentials credentials = Tokens.of(cluster.configuration(), site.keys(), shared().files());
    order.addTo(credentials);
    try (DataOutputBuffer out = new DataOutputBuffer()) {
      credentials.writeTokenStorageToStream(out);
      return ByteBuffer.wrap(out.getData(), 0, out.getLength());
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written", e);
    }
  }

  private void checkFits(
      YarnClientApplication made, Resources size, String sum, String whatToLower) {
    Resource largest = made.getNewApplicationResponse().getMaximumResourceCapability();
    Resources there =
        new Resources(largest.getVirtualCores(), Memory.ofMebibytes(largest.getMemorySize()));
    if (!size.fitsIn(there)) {
      throw new SlipwayException(
          ErrorCode.NEVER_FITS,
          "no container of this YARN holds " + size + " (" + sum + "); the largest has " + there,
          "lower " + whatToLower + ", or raise yarn.scheduler.maximum-allocation-mb or -vcores");
    }
  }

  /** Spark's rule: at most what the cluster allows. */
  private int attempts() {
    int most =
        cluster
            .configuration()
            .getInt(
                YarnConfiguration.RM_AM_MAX_ATTEMPTS, YarnConfiguration.DEFAULT_RM_AM_MAX_ATTEMPTS);
    return Math.min(most, site.keys().number("spark.yarn.maxAppAttempts").orElse(most));
  }

  private static ApplicationId id(YarnClientApplication made) {
    return made.getApplicationSubmissionContext().getApplicationId();
  }

  private static String newSecret() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** What is common to all of ours. */
  static final Set<String> TYPES = Set.of("SPARK");
}
