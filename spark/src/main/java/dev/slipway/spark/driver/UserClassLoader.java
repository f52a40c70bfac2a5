package dev.slipway.spark.driver;

import java.net.URL;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.util.ChildFirstURLClassLoader;
import org.apache.spark.util.DependencyUtils;
import org.apache.spark.util.MutableURLClassLoader;

/**
 * The loader of the user's code: Spark's own kinds, which Spark adds to later, never {@code -cp},
 * which would cost the class-data archive.
 */
final class UserClassLoader {
  private UserClassLoader() {}

  /** Makes it the context loader of this thread. */
  static void install(SparkConf configuration, List<String> classPath) {
    ClassLoader parent = Thread.currentThread().getContextClassLoader();
    MutableURLClassLoader loader =
        configuration.getBoolean("spark.driver.userClassPathFirst", false)
            ? new ChildFirstURLClassLoader(new URL[0], parent)
            : new MutableURLClassLoader(new URL[0], parent);
    classPath.forEach(jar -> DependencyUtils.addJarToClasspath(jar, loader));
    Thread.currentThread().setContextClassLoader(loader);
  }
}
