package dev.slipway.spark.driver.app;

import java.net.URL;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.api.java.JavaSparkContext;

/** A user's program: does what its first argument says, and prints what it sees. */
public final class Probe {
  private Probe() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "look" -> look();
      case "everything" -> Surroundings.print();
      case "return" -> System.out.println("main returns");
      case "exit" -> System.exit(Integer.parseInt(arguments[1]));
      case "user-exit" -> throw new SparkUserAppException(Integer.parseInt(arguments[1]), null);
      case "throw" -> throw new IllegalStateException(arguments[1]);
      case "thread-return" -> afterMain(() -> System.out.println("worked on"));
      case "thread-throw" -> {
        afterMain(() -> System.out.println("worked on"));
        throw new IllegalStateException(arguments[1]);
      }
      case "thread-forever" -> {
        System.out.println("waiting");
        afterMain(Probe::sleep);
      }
      case "context" -> context();
      case "context-throw" -> {
        new JavaSparkContext();
        throw new IllegalStateException(arguments[1]);
      }
      case "master" -> new JavaSparkContext(new SparkConf().setMaster(arguments[1])).close();
      case "master-swallowed" -> swallow(arguments[1]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void look() {
    new TreeMap<>(System.getProperties())
        .forEach(
            (key, value) -> {
              if (key.toString().matches("(spark|slipway)[.].*|SPARK_SUBMIT")) {
                print(key.toString(), value);
              }
            });
    print("on class path", System.getProperty("java.class.path").matches(".*(probe|one)[.]jar.*"));
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    print("loader", loader.getClass().getName());
    print("own", Probe.class.getProtectionDomain().getCodeSource().getLocation());
    URL greeting = loader.getResource("greeting.txt");
    print("greeting", String.valueOf(greeting));
  }

  private static void swallow(String master) {
    try (JavaSparkContext context = new JavaSparkContext(new SparkConf().setMaster(master))) {
      print("unexpected", context);
    } catch (RuntimeException e) {
      System.out.println("swallowed");
    }
  }

  private static void context() {
    JavaSparkContext context = new JavaSparkContext();
    for (String key :
        List.of("spark.driver.host", "spark.driver.port", "spark.blockManager.port")) {
      print(key, context.getConf().get(key, "any"));
    }
    print("rpc", context.env().rpcEnv().address());
    print("block manager", context.env().blockManager().blockManagerId().hostPort());
    afterMain(
        () -> {
          print("after main", context.parallelize(List.of(1, 2, 3), 2).count());
          context.close();
        });
  }

  /** On a thread that keeps the JVM, when main is over. */
  private static void afterMain(Runnable work) {
    Thread main = Thread.currentThread();
    new Thread(
            () -> {
              try {
                main.join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              work.run();
            },
            "probe")
        .start();
  }

  private static void sleep() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void print(String key, Object value) {
    System.out.println(key + "=" + value);
  }
}
