package dev.slipway.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * What Spark needs of the JDK's modules, on every JVM of an application: the same list as Spark's
 * own {@code org.apache.spark.launcher.JavaModuleOptions} 4.2.0, which a test in {@code spark/}
 * compares.
 */
public final class JavaModuleOptions {
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.ref",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar",
          "java.security.jgss/sun.security.krb5");

  private JavaModuleOptions() {}

  public static List<String> all() {
    List<String> options = new ArrayList<>();
    options.add("-XX:+IgnoreUnrecognizedVMOptions");
    options.add("--add-modules=jdk.incubator.vector");
    for (String opened : OPENED) {
      options.add("--add-opens=" + opened + "=ALL-UNNAMED");
    }
    options.add("-Dio.netty.tryReflectionSetAccessible=true");
    options.add("-Dio.netty.allocator.type=pooled");
    options.add("-Dio.netty.handler.ssl.defaultEndpointVerificationAlgorithm=NONE");
    options.add("--sun-misc-unsafe-memory-access=allow");
    options.add("--enable-native-access=ALL-UNNAMED");
    return List.copyOf(options);
  }
}
