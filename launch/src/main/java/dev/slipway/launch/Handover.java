package dev.slipway.launch;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What makes a JVM that of one application: it may have been started before that was there. It
 * comes as a file in the container's folder, so that it reaches the JVM whoever is killed and
 * started again meanwhile; the JVM takes it away.
 *
 * @param arguments of the main class
 * @param secret of {@code spark.authenticate}; never in a log
 * @param logs where an executor's logs are read, by Spark's names for them
 */
public record Handover(List<String> arguments, Optional<String> secret, Map<String, String> logs) {
  /** The first of two arguments of a JVM that waits; the second is where. */
  public static final String AWAIT = "--await-handover";

  /** The variable by which Spark's executors have the secret otherwise. */
  public static final String SECRET_VARIABLE = "_SPARK_AUTH_SECRET";

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  public Handover {
    arguments = List.copyOf(arguments);
    logs = Map.copyOf(logs);
  }

  /** What is to be handed over to an executor that would otherwise start with it. */
  public static Handover of(JvmSpec executor, Map<String, String> logs) {
    return new Handover(
        executor.arguments(),
        Optional.ofNullable(executor.environment().get(SECRET_VARIABLE)),
        logs);
  }

  /** The same JVM without what can be handed over to it. */
  public static JvmSpec without(JvmSpec executor) {
    Map<String, String> environment = new TreeMap<>(executor.environment());
    environment.remove(SECRET_VARIABLE);
    return new JvmSpec(
        executor.role(),
        executor.heap(),
        executor.cores(),
        executor.javaOptions(),
        executor.systemProperties(),
        executor.extraClassPath(),
        executor.libraryPath(),
        environment,
        List.of());
  }

  /** The arguments of a JVM that waits for this file. */
  public static List<String> awaiting(Path file) {
    return List.of(AWAIT, file.toString());
  }

  public static boolean isAwaited(List<String> arguments) {
    return arguments.size() == 2 && arguments.get(0).equals(AWAIT);
  }

  /**
   * Appears whole, readable only to whoever owns the folder that it appears in.
   *
   * @param aside in a folder of ours: in one that is another account's, nothing is written by name
   * @throws SlipwayException SYSTEM
   */
  public void write(Path aside, Path file) {
    try {
      Files.deleteIfExists(aside);
      Files.createFile(
          aside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(aside, RecordCodec.encode(this));
      Files.setOwner(aside, Files.getOwner(file.toAbsolutePath().getParent()));
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  /**
   * Says to a JVM that is to be started that nobody asked for it yet: it has the time to warm up.
   *
   * @throws SlipwayException SYSTEM
   */
  public static void isForThePool(Path file) {
    try {
      Files.createFile(pooled(file));
    } catch (IOException e) {
      throw failed("write", pooled(file), e);
    }
  }

  /**
   * Whether this JVM was started for the pool, and is not wanted yet. To be asked once: another one
   * that is started in its place is wanted.
   *
   * @throws SlipwayException SYSTEM
   */
  public static boolean isPooled(Path file) {
    try {
      return Files.deleteIfExists(pooled(file)) && !Files.exists(file);
    } catch (IOException e) {
      throw failed("remove", pooled(file), e);
    }
  }

  private static Path pooled(Path file) {
    return file.resolveSibling(file.getFileName() + ".pooled");
  }

  /** Appears beside it when its JVM has nothing better to do any more than to wait. */
  public static Path awaited(Path file) {
    return file.resolveSibling(file.getFileName() + ".awaited");
  }

  /**
   * Waits for the file, and takes it away; says that it waits, unless it is there.
   *
   * @param patience once whoever started this container has ended
   * @return empty when it did not come in time
   * @throws SlipwayException SYSTEM
   */
  public static Optional<Handover> await(Path file, Duration patience) throws InterruptedException {
    Path awaited = awaited(file);
    try {
      if (!Files.exists(file)) {
        Files.write(awaited, new byte[0]);
        if (!appears(file, patience)) {
          return Optional.empty();
        }
      }
      String text = Files.readString(file);
      Files.delete(file);
      Files.deleteIfExists(awaited);
      return Optional.of(RecordCodec.decode(Handover.class, text));
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  private static boolean appears(Path file, Duration patience)
      throws IOException, InterruptedException {
    // Between it and this JVM there is the container's shim; 1 has it when its starter is gone.
    Optional<ProcessHandle> starter =
        ProcessHandle.current()
            .parent()
            .flatMap(ProcessHandle::parent)
            .filter(process -> process.pid() > 1);
    long end = System.nanoTime() + patience.toNanos();
    while (!Appearance.await(file, LOOK_AGAIN)) {
      if (starter.filter(ProcessHandle::isAlive).isPresent()) {
        end = System.nanoTime() + patience.toNanos();
      }
      if (System.nanoTime() > end) {
        return false;
      }
    }
    return true;
  }

  private static SlipwayException failed(String what, Path file, IOException e) {
    return SlipwayException.ofFiles("cannot " + what + " " + file, e);
  }

  @Override
  public String toString() {
    return "Handover[...]";
  }
}
