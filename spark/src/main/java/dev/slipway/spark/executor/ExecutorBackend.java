package dev.slipway.spark.executor;

import dev.slipway.launch.Handover;
import dev.slipway.launch.LaidFiles;
import dev.slipway.spark.ExecutorMain;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.executor.CoarseGrainedExecutorBackend;
import org.apache.spark.executor.CoarseGrainedExecutorBackend$;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.rpc.RpcEnv;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's own, started as its own main does. But the links to its logs, which Spark reads from the
 * environment, come with the arguments: when the environment was made nobody knew whose it would
 * be.
 */
public final class ExecutorBackend extends CoarseGrainedExecutorBackend {
  private final Map<String, String> logs;

  private ExecutorBackend(
      RpcEnv rpc,
      CoarseGrainedExecutorBackend.Arguments arguments,
      SparkEnv env,
      ResourceProfile profile,
      Map<String, String> logs) {
    super(
        rpc,
        arguments.driverUrl(),
        arguments.executorId(),
        arguments.bindAddress(),
        arguments.hostname(),
        arguments.cores(),
        env,
        arguments.resourcesFileOpt(),
        profile);
    this.logs = Map.copyOf(logs);
  }

  /** Returns never: ends the JVM when the executor has ended. */
  public static void run(Handover handover) {
    CoarseGrainedExecutorBackend$ spark = CoarseGrainedExecutorBackend$.MODULE$;
    spark.run(
        spark.parseArguments(
            handover.arguments().toArray(String[]::new), ExecutorMain.class.getName()),
        (rpc, arguments, env, profile) ->
            new ExecutorBackend(rpc, arguments, env, profile, handover.logs()));
    System.exit(0);
  }

  /** What the manager laid into this container. */
  @Override
  public scala.collection.immutable.Seq<URL> getUserClassPath() {
    List<URL> jars =
        Stream.of(System.getenv().getOrDefault(LaidFiles.JARS_VARIABLE, "").split(":"))
            .filter(name -> !name.isEmpty())
            .map(ExecutorBackend::url)
            .toList();
    return CollectionConverters.asScala(jars).toSeq();
  }

  private static URL url(String name) {
    try {
      return Path.of(name).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a path has a URL", e);
    }
  }

  @Override
  public scala.collection.immutable.Map<String, String> extractLogUrls() {
    return logs.isEmpty()
        ? super.extractLogUrls()
        : scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(logs));
  }
}
