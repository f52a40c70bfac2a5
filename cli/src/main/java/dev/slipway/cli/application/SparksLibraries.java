package dev.slipway.cli.application;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.submit.SubmitterFactory;
import dev.slipway.launch.SparkInstallation;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Managers whose clients need libraries that Spark ships: they are in our runtime jar, and are
 * loaded with these libraries only when one of them is named.
 */
final class SparksLibraries {
  private static final Pattern NEEDED =
      Pattern.compile(
          "(hadoop-client-|commons-(compress|io|lang3|codec)-|jcl-over-slf4j-|zstd-|snappy-).*");

  private final ClassLoader loader;

  /** For the rest of this process: Hadoop finds its own parts by the thread. */
  SparksLibraries(SparkInstallation spark, Path runtimeJar) {
    URL[] jars =
        Stream.concat(
                Stream.of(runtimeJar),
                spark.jars().stream()
                    .filter(jar -> NEEDED.matcher(jar.getFileName().toString()).matches()))
            .map(SparksLibraries::url)
            .toArray(URL[]::new);
    this.loader = new URLClassLoader("spark", jars, SparksLibraries.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
  }

  Optional<SubmitterFactory> find(MasterUrl master) {
    return ServiceLoader.load(SubmitterFactory.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.accepts(master))
        .findFirst();
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a path is a URL", e);
    }
  }
}
