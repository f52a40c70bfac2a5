package dev.slipway.launch;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The client's own log4j, metrics, Hadoop and Hive configuration, on its way with an application in
 * cluster mode: what YARN's {@code __spark_conf__} is. The same files make the same zip, so that it
 * is uploaded once. Closing takes the zip away.
 */
public final class ClientConfiguration implements AutoCloseable {
  private static final Pattern OF_SPARK =
      Pattern.compile("log4j2?[^/]*\\.(properties|ya?ml|jso?n)|metrics\\.properties|[^/]+\\.xml");
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "spark.driver.defaultJavaOptions",
          "spark.driver.extraJavaOptions",
          "spark.executor.defaultJavaOptions",
          "spark.executor.extraJavaOptions");
  private static final Pattern LOG4J =
      Pattern.compile("(-Dlog4j2?\\.configurationFile=)([^\\s\"']+)");
  private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Map<String, Path> entries = new TreeMap<>();
  private final Map<String, String> properties;
  private final ApplicationSpec spec;
  private Optional<Path> zip = Optional.empty();

  private ClientConfiguration(ApplicationSpec spec) {
    this.spec = spec;
    this.properties = new HashMap<>(spec.properties());
  }

  /**
   * @param configurationFolder Spark's, where there is one
   * @throws SlipwayException SYSTEM; INVALID_VALUE when it is more than configuration
   */
  public static ClientConfiguration of(
      ApplicationSpec spec, Map<String, String> environment, Optional<Path> configurationFolder) {
    ClientConfiguration made = new ClientConfiguration(spec);
    try {
      made.collect(environment, configurationFolder);
      made.pack();
      return made;
    } catch (IOException e) {
      made.close();
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the configuration of this machine cannot be packed: " + e.getMessage(),
          "look at SPARK_CONF_DIR, HADOOP_CONF_DIR and the space for temporary files",
          e);
    }
  }

  /** With the zip named, and log4j files in Java options as those who unpack it will find them. */
  public ApplicationSpec specification() {
    return spec.with(properties);
  }

  private void collect(Map<String, String> environment, Optional<Path> configurationFolder)
      throws IOException {
    if (configurationFolder.isPresent()) {
      add(ClientFolders.SPARK, configurationFolder.get(), OF_SPARK);
    }
    for (String variable : List.of("HADOOP_CONF_DIR", "YARN_CONF_DIR")) {
      for (String name : environment.getOrDefault(variable, "").split(":")) {
        if (!name.isEmpty() && Files.isDirectory(Path.of(name))) {
          add(ClientFolders.HADOOP, Path.of(name), Pattern.compile(".+"));
        }
      }
    }
    for (String key : JAVA_OPTIONS) {
      properties.computeIfPresent(
          key, (same, options) -> LOG4J.matcher(options).replaceAll(this::named));
    }
  }

  /** What is found first counts, as on a class path. */
  private void add(String prefix, Path folder, Pattern names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> names.matcher(file.getFileName().toString()).matches())
          .filter(file -> Files.isRegularFile(file) && Files.isReadable(file))
          .forEach(file -> entries.putIfAbsent(prefix + file.getFileName(), file));
    }
  }

  /** Log4j takes several, parted by commas. */
  private String named(java.util.regex.MatchResult option) {
    String here =
        Stream.of(option.group(2).split(","))
            .map(this::travelling)
            .collect(Collectors.joining(","));
    return Matcher.quoteReplacement(option.group(1) + here);
  }

  private String travelling(String location) {
    Path file = Path.of(location.replaceFirst("^file:(//)?(?=/)", ""));
    if (!Files.isRegularFile(file)) {
      return location;
    }
    // Beside a file of the same name in the configuration folder, which means something else.
    String name = "named-" + entries.size() + "-" + file.getFileName();
    entries.put(ClientFolders.SPARK + name, file);
    return "classpath:" + name;
  }

  private void pack() throws IOException {
    properties.remove(ClientFolders.PROPERTY);
    if (entries.isEmpty()) {
      return;
    }
    checkSize();
    Path made = Files.createTempFile("slipway-configuration-", ".zip");
    zip = Optional.of(made);
    try (OutputStream out = Files.newOutputStream(made);
        ZipOutputStream entry = new ZipOutputStream(out)) {
      for (Map.Entry<String, Path> each : entries.entrySet()) {
        ZipEntry named = new ZipEntry(each.getKey());
        named.setTimeLocal(ALWAYS);
        entry.putNextEntry(named);
        Files.copy(each.getValue(), entry);
      }
    }
    properties.put(ClientFolders.PROPERTY, made.toString());
  }

  private void checkSize() throws IOException {
    long size = 0;
    for (Path file : entries.values()) {
      size += Files.size(file);
    }
    if (size > ClientFolders.LARGEST) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "the configuration in SPARK_CONF_DIR and HADOOP_CONF_DIR is "
              + size
              + " bytes, more than "
              + ClientFolders.LARGEST,
          "keep only configuration in these folders; send data with --files");
    }
  }

  @Override
  public void close() {
    zip.ifPresent(file -> file.toFile().delete());
  }
}
