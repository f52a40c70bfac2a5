package dev.slipway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A home of its own for one test class: an empty {@code HOME}, {@code SLIPWAY_HOME} and temporary
 * folder, and a mark in the environment that every process started below it inherits, so that what
 * is left behind can be found and named. Closing it fails when anything was left.
 */
public final class Sandbox implements AutoCloseable {
  static final String MARK = "SLIPWAY_TEST_SANDBOX";

  private final Path folder;
  private final String mark = UUID.randomUUID().toString();
  private final Path checkout;

  private Sandbox(Path folder, Path checkout) {
    this.folder = folder;
    this.checkout = checkout;
  }

  /** A new sandbox for the program built in this checkout. */
  public static Sandbox create() {
    try {
      Path folder = Files.createTempDirectory("slipway-it-").toRealPath();
      Files.createDirectories(folder.resolve("home"));
      Files.createDirectories(folder.resolve("tmp"));
      // What a first submission would start in the background is no leak, but looks like one.
      Files.createDirectories(folder.resolve("conf"));
      Files.writeString(folder.resolve("conf/spark-defaults.conf"), "slipway.archive.auto false\n");
      Sandbox made = new Sandbox(folder, Checkout.root());
      made.linkArchives();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of {@code testkit/prepare-archives}, when they were made: JVMs start faster. */
  private void linkArchives() throws IOException {
    Path made = checkout.resolve("target/test-slipway/cache/archives");
    if (Files.isDirectory(made)) {
      Path cache = Files.createDirectories(folder.resolve("slipway/cache"));
      Files.createSymbolicLink(cache.resolve("archives"), made);
    }
  }

  public Path folder() {
    return folder;
  }

  public Path checkout() {
    return checkout;
  }

  /** The environment of everything started here: the test's own, less what would leak in. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
    environment.put(MARK, mark);
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("SLIPWAY_HOME", folder.resolve("slipway").toString());
    environment.put("SPARK_HOME", Checkout.sparkHome().toString());
    environment.put("PYSPARK_PYTHON", Checkout.python().toString());
    environment.put("SPARK_CONF_DIR", folder.resolve("conf").toString());
    environment.put("TMPDIR", folder.resolve("tmp").toString());
    environment.put("SPARK_SUBMIT_OPTS", "-Djava.io.tmpdir=" + folder.resolve("tmp"));
    return environment;
  }

  /** Starts {@code ./slipway} with these arguments. */
  public Run slipway(String... arguments) {
    return run(Stream.concat(Stream.of("./slipway"), Stream.of(arguments)).toList(), Map.of());
  }

  /** Runs a Python program that starts Spark by itself, on this {@code SPARK_HOME}. */
  public Run python(Path program, String sparkHome) {
    return run(
        List.of(Checkout.python().toString(), program.toString()), Map.of("SPARK_HOME", sparkHome));
  }

  public Run run(List<String> command, Map<String, String> more) {
    Map<String, String> environment = environment();
    environment.putAll(more);
    return Run.start(checkout, command, environment, folder.resolve("runs"));
  }

  /** The processes of this sandbox that are alive now, however they detached themselves. */
  public List<ProcessHandle> processes() {
    return ProcFs.withEnvironment(MARK + "=" + mark);
  }

  /** Files that programs made in the temporary folder and did not take away. */
  public List<Path> temporaryFiles() {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("hsperfdata_"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For tests that kill -9 a driver: what it could not take away is not a leak of the test's. */
  public void forgetTemporaryFiles() {
    temporaryFiles().forEach(Folder::delete);
  }

  /** Ends what is left, removes the folder, and fails when something had been left. */
  @Override
  public void close() {
    try {
      LeakCheck.assertNothingLeft(this);
    } finally {
      processes().forEach(ProcessHandle::destroyForcibly);
      Folder.delete(folder);
    }
  }
}
