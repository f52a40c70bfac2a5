package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.launch.ContainerJvms;
import dev.slipway.launch.DriverEnvironment;
import dev.slipway.launch.JavaOptions;
import dev.slipway.yarn.ContainerFile;
import dev.slipway.yarn.MasterOrder;
import dev.slipway.yarn.ShellWords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.util.Records;

/** How an application master's container is started. */
final class MasterContainer {
  private static final String MAIN = "dev.slipway.yarn.master.ApplicationMaster";
  private static final List<String> OPTIONS =
      List.of("spark.yarn.am.defaultJavaOptions", "spark.yarn.am.extraJavaOptions");
  private static final List<String> PYTHON =
      List.of("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON", "PYTHONHASHSEED");

  private final ClientSite site;
  private final YarnCluster cluster;
  private final ContainerJvms jvms;
  private final List<ContainerFile> more;

  /**
   * @param more what executors' containers do not all get
   */
  MasterContainer(
      ClientSite site, YarnCluster cluster, ContainerJvms jvms, List<ContainerFile> more) {
    this.site = site;
    this.cluster = cluster;
    this.jvms = jvms;
    this.more = List.copyOf(more);
  }

  ContainerLaunchContext context(ApplicationSpec spec, Memory heap, MasterOrder order) {
    ContainerLaunchContext context = Records.newRecord(ContainerLaunchContext.class);
    context.setLocalResources(
        Stream.concat(order.files().stream(), more.stream())
            .collect(
                Collectors.toMap(
                    ContainerFile::name, ContainerFile::resource, (one, same) -> one)));
    context.setEnvironment(environment(spec, order.user()));
    context.setCommands(List.of(ShellWords.command(command(spec, heap))));
    context.setTokens(tokens(spec, order));
    return context;
  }

  private List<String> command(ApplicationSpec spec, Memory heap) {
    List<String> java =
        new ArrayList<>(
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"));
    if (spec.deployMode() == DeployMode.CLIENT) {
      for (String key : OPTIONS) {
        site.keys().text(key).ifPresent(text -> java.addAll(JavaOptions.parse(key, text)));
      }
    }
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
    return jvms.command(MAIN, jvm, ContainerJvms.NODES_JAVA);
  }

  private Map<String, String> environment(ApplicationSpec spec, String user) {
    Map<String, String> environment = new HashMap<>();
    if (spec.deployMode() == DeployMode.CLUSTER) {
      for (String name : PYTHON) {
        Optional.ofNullable(site.environment().get(name))
            .ifPresent(value -> environment.put(name, value));
      }
      environment.putAll(DriverEnvironment.of(spec.properties()));
    } else {
      site.keys()
          .text("spark.yarn.am.extraLibraryPath")
          .ifPresent(path -> environment.put("LD_LIBRARY_PATH", path + ":$LD_LIBRARY_PATH"));
    }
    environment.putAll(site.keys().masterEnvironment());
    environment.put("SPARK_USER", user);
    if (!UserGroupInformation.isSecurityEnabled()) {
      environment.put("HADOOP_USER_NAME", user);
    }
    environment.putAll(ContainerJvms.environment());
    return environment;
  }

  private ByteBuffer tokens(ApplicationSpec spec, MasterOrder order) {
    SharedFiles shared = new SharedFiles(cluster.configuration(), site.keys());
    Credentials credentials = Tokens.of(cluster.configuration(), site.keys(), shared.files());
    if (order.driver().isEmpty()) {
      // It is this process, and gives them to executors: of others YARN would know nothing.
      Identity.current().addCredentials(credentials);
    } else {
      credentials.mergeAll(OtherTokens.of(site, spec));
    }
    order.addTo(credentials);
    try (DataOutputBuffer out = new DataOutputBuffer()) {
      credentials.writeTokenStorageToStream(out);
      return ByteBuffer.wrap(out.getData(), 0, out.getLength());
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written", e);
    }
  }
}
