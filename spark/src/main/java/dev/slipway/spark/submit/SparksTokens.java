package dev.slipway.spark.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.ServiceTokens;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.security.Credentials;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.deploy.security.HadoopDelegationTokenManager;

/** By Spark's own token manager, as Spark's submission to YARN has it. */
public final class SparksTokens implements ServiceTokens {
  private static final String FILE_SYSTEMS = "spark.security.credentials.hadoopfs.enabled";

  @Override
  public byte[] obtain(Map<String, String> properties, List<Path> path) {
    SparkConf conf = new SparkConf(false);
    properties.forEach(conf::set);
    conf.set(FILE_SYSTEMS, "false");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL[] urls = path.stream().map(SparksTokens::url).toArray(URL[]::new);
    // Providers, and Hadoop's configuration, are found by the thread.
    try (URLClassLoader loader = new URLClassLoader(urls, before)) {
      thread.setContextClassLoader(loader);
      return obtain(conf);
    } catch (IOException e) {
      throw SlipwayException.ofFiles("the application's jars cannot be closed", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static byte[] obtain(SparkConf conf) {
    SparkHadoopUtil hadoop = SparkHadoopUtil.get();
    Credentials tokens = new Credentials();
    try {
      new HadoopDelegationTokenManager(conf, hadoop.newConfiguration(conf), null)
          .obtainDelegationTokens(tokens);
    } catch (RuntimeException e) {
      throw new SlipwayException(
          ErrorCode.UNAUTHORIZED,
          "a service gives no token: " + e.getMessage(),
          "spark.security.credentials.SERVICE.enabled=false leaves one out",
          e);
    }
    return hadoop.serialize(tokens);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a path is a URL", e);
    }
  }
}
