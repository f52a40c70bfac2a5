package dev.slipway.spark.training;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.Groups;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil$;
import org.apache.spark.util.Utils$;

/**
 * Runs a little application in the pool's JVMs while they wait for a real one, and takes back what
 * that left: its system properties, sessions, Hadoop's user and file systems, which are made of an
 * application's settings, and log4j's configuration. What stays is what makes it fast: classes and
 * compiled code, and counters such as those of query ids.
 */
public final class WarmUp {
  private static final int ROUNDS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private WarmUp() {}

  /** On a thread of its own, which takes with it what it keeps for itself. */
  public static void run() throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              trainAndForget();
              return null;
            });
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Thread thread = new Thread(task, "slipway-warm-up");
    // So are those that it starts, and none of them keeps the JVM.
    thread.setDaemon(true);
    thread.start();
    task.get();
    thread.join();
    awaitEnd(before);
  }

  /** Of threads that would keep the JVM: Netty has one that ends when it had nothing to do. */
  private static void awaitEnd(Set<Thread> before) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Thread each : Thread.getAllStackTraces().keySet()) {
      if (!each.isDaemon() && !before.contains(each)) {
        each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        if (each.isAlive()) {
          throw new IllegalStateException("the warm-up has left its thread " + each.getName());
        }
      }
    }
  }

  private static void trainAndForget() throws Exception {
    // The JDK sets its property when it is first asked, and never again.
    TimeZone.getDefault();
    Properties before = (Properties) System.getProperties().clone();
    try (Silence silence = Silence.begin()) {
      for (int round = 0; round < ROUNDS; round++) {
        Training.run(configuration());
      }
    } finally {
      System.setProperties(before);
      forget();
    }
  }

  /** Touches nothing but memory and the container's own folders, whatever the node's files say. */
  private static SparkConf configuration() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    return new SparkConf(false)
        .setMaster("local[2]")
        .setAppName("warm-up")
        .set("spark.driver.host", "localhost")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.ui.enabled", "false")
        .set("spark.sql.shuffle.partitions", "2")
        .set("spark.metrics.conf", "/dev/null")
        .set("spark.sql.catalogImplementation", "in-memory")
        .set("spark.sql.warehouse.dir", folder.resolve("warehouse").toUri().toString())
        // The first one is the JVM's for good, with its Hadoop configuration.
        .set("spark.sql.defaultUrlStreamHandlerFactory.enabled", "false");
  }

  private static void forget() throws ReflectiveOperationException, IOException {
    Class<?> sessions = Class.forName("org.apache.spark.sql.SparkSession");
    sessions.getMethod("clearActiveSession").invoke(null);
    sessions.getMethod("clearDefaultSession").invoke(null);
    Utils$.MODULE$.clearLocalRootDirs();
    FileSystem.closeAll();
    Groups.reset();
    UserGroupInformation.reset();
    forgetHadoop();
  }

  /** Spark makes it once in a JVM's life, of the settings that it finds then. */
  private static void forgetHadoop() throws ReflectiveOperationException {
    Field made = SparkHadoopUtil$.class.getDeclaredField("bitmap$0");
    made.setAccessible(true);
    made.setByte(null, (byte) 0);
  }
}
