package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.ClientConfiguration;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.ContainerJvms;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkContent;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveKey;
import dev.slipway.launch.archive.ContainerArchive;
import dev.slipway.yarn.ContainerFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * What every container of an application gets: Spark, our jar, the client's configuration. Spark is
 * this machine's, sent once, unless {@code spark.yarn.archive} or {@code spark.yarn.jars} say where
 * its jars are already.
 */
final class Shipment {
  private static final String JARS = ContainerJvms.SPARK + "/jars";

  /** Spark's own back ends, which would claim our master URLs. */
  private static final Pattern LEFT_OUT = Pattern.compile("spark-(yarn|kubernetes)_.*\\.jar");

  private final ClientSite site;
  private final SharedFiles shared;
  private final Optional<ArchiveKey> classes;

  Shipment(ClientSite site, SharedFiles shared) {
    this.site = site;
    this.shared = shared;
    this.classes = findClasses();
  }

  /**
   * @throws SlipwayException SYSTEM, RESOURCE_MISSING, UNSUPPORTED
   */
  List<ContainerFile> files(ApplicationSpec spec) {
    List<ContainerFile> files = new ArrayList<>(spark());
    files.add(slipway());
    archive().ifPresent(files::add);
    configuration(spec).ifPresent(files::add);
    return files;
  }

  /** Of the application master; where only containers know Spark's jars, by a pattern. */
  ContainerJvms jvms() {
    SparkInstallation here = site.spark();
    return isElsewhere()
        ? new ContainerJvms(here.version(), List.of("*"), Optional.empty())
        : ContainerJvms.of(here, classes.map(ArchiveKey::kind));
  }

  private boolean isElsewhere() {
    return sparkArchive().isPresent() || !jarList().isEmpty();
  }

  private List<ContainerFile> spark() {
    SparkInstallation here = site.spark();
    Optional<String> archive = sparkArchive();
    if (!isElsewhere()) {
      return List.of(whole(here));
    }
    List<ContainerFile> files = new ArrayList<>(python(here));
    if (archive.isPresent()) {
      files.add(one(archive.get(), JARS, true));
    } else {
      jarList().forEach(pattern -> files.addAll(matching(pattern)));
    }
    return files;
  }

  private ContainerFile whole(SparkInstallation here) {
    SparkContent content = content();
    return shared.put(
        "spark-" + here.version() + "-" + content.digest() + ".tar",
        ContainerJvms.SPARK,
        true,
        out -> {
          System.err.println("slipway: sending Spark to " + shared.folder() + " (once) ...");
          Tar.write(content.files(), out);
        });
  }

  private SparkContent content() {
    return new SparkContent(site.spark(), site.cache());
  }

  private ContainerFile slipway() {
    Path jar = site.runtimeJar();
    String name = ContainerJvms.RUNTIME.substring(ContainerJvms.SLIPWAY.length() + 1);
    return shared.put(
        "slipway-" + SparkContent.digest(jar) + ".tar",
        ContainerJvms.SLIPWAY,
        true,
        out -> Tar.write(new TreeMap<>(Map.of(name, jar)), out));
  }

  /** The class-data archive, when this machine has made one. */
  private Optional<ContainerFile> archive() {
    return classes.flatMap(
        key ->
            site.archives()
                .ready(key)
                .map(
                    file ->
                        shared.put(
                            "classes-" + key.text() + key.kind().suffix(),
                            ContainerJvms.CLASSES,
                            false,
                            out -> {
                              System.err.println(
                                  "slipway: sending the class-data archive (once) ...");
                              Files.copy(file, out);
                            })));
  }

  /** Of the class-data archive that this machine has made. */
  private Optional<ArchiveKey> findClasses() {
    if (isElsewhere()) {
      return Optional.empty();
    }
    ArchiveKey key =
        new ContainerArchive(JavaRuntime.find(site.environment()), content(), site.runtimeJar())
            .key();
    return Optional.of(key).filter(each -> site.archives().ready(each).isPresent());
  }

  /** Its archive has jars only. */
  private List<ContainerFile> python(SparkInstallation here) {
    Path folder = here.home().resolve("python/lib");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> zips = Files.list(folder)) {
      return zips.filter(file -> file.toString().endsWith(".zip"))
          .map(
              zip ->
                  put(
                      "python",
                      ".zip",
                      zip,
                      ContainerJvms.SPARK + "/python/lib/" + zip.getFileName(),
                      false))
          .toList();
    } catch (IOException e) {
      throw SlipwayException.ofFiles(folder + " cannot be read", e);
    }
  }

  private ContainerFile one(String uri, String name, boolean archive) {
    Optional<Path> local = local(uri);
    if (local.isPresent()) {
      String file = local.get().getFileName().toString();
      int dot = Math.max(0, file.indexOf('.'));
      return put("archive", file.substring(dot), local.get(), name, archive);
    }
    try {
      return shared.describe(new org.apache.hadoop.fs.Path(uri), name, archive);
    } catch (IOException e) {
      throw missing(uri, e);
    }
  }

  private List<ContainerFile> matching(String pattern) {
    if (pattern.startsWith("local:")) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          "spark.yarn.jars names files of the nodes: " + pattern,
          "put them on the cluster's file system, or use spark.yarn.archive");
    }
    // A bare path is one of this machine, as for Spark.
    String uri = pattern.contains(":") ? pattern : "file:" + Path.of(pattern).toAbsolutePath();
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    try {
      FileSystem there = path.getFileSystem(shared.files().getConf());
      FileStatus[] found = there.globStatus(path);
      List<ContainerFile> files = new ArrayList<>();
      for (FileStatus each : found == null ? new FileStatus[0] : found) {
        String name = each.getPath().getName();
        if (each.isFile() && name.endsWith(".jar") && !LEFT_OUT.matcher(name).matches()) {
          files.add(one(each.getPath().toUri().toString(), JARS + "/" + name, false));
        }
      }
      if (files.isEmpty()) {
        throw new SlipwayException(
            ErrorCode.RESOURCE_MISSING,
            "spark.yarn.jars names no jar: " + pattern,
            "check the path; a folder needs /* behind it");
      }
      return files;
    } catch (IOException e) {
      throw missing(pattern, e);
    }
  }

  /** As it came with the submission, or of this machine. */
  private Optional<ContainerFile> configuration(ApplicationSpec spec) {
    String packed = spec.property(ClientFolders.PROPERTY, "");
    if (!packed.isEmpty()) {
      return Optional.of(configuration(packed));
    }
    try (ClientConfiguration here =
        ClientConfiguration.of(spec, site.environment(), site.sparkConfiguration())) {
      String zip = here.specification().property(ClientFolders.PROPERTY, "");
      return Optional.of(zip).filter(name -> !name.isEmpty()).map(this::configuration);
    }
  }

  private ContainerFile configuration(String zip) {
    return put("configuration", ".zip", Path.of(zip), ContainerJvms.CONFIGURATION, true);
  }

  private ContainerFile put(String kind, String suffix, Path file, String name, boolean archive) {
    String digest = SparkContent.digest(file);
    return shared.put(kind + "-" + digest + suffix, name, archive, o -> Files.copy(file, o));
  }

  private Optional<String> sparkArchive() {
    return site.keys().text("spark.yarn.archive");
  }

  private List<String> jarList() {
    return sparkArchive().isPresent()
        ? List.of()
        : List.copyOf(site.keys().list("spark.yarn.jars"));
  }

  /** A bare path is one of this machine, as for Spark. */
  private static Optional<Path> local(String uri) {
    if (uri.startsWith("file:")) {
      return Optional.of(Path.of(URI.create(uri)));
    }
    return uri.contains(":") ? Optional.empty() : Optional.of(Path.of(uri));
  }

  private static SlipwayException missing(String uri, IOException e) {
    return new SlipwayException(
        ErrorCode.RESOURCE_MISSING,
        uri + " cannot be read: " + e.getMessage(),
        "check the address, and who may read it",
        e);
  }
}
