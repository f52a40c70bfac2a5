package dev.slipway.yarn.master;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.ContainerJvms;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.process.DiesWithStarter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * In cluster mode: the driver's JVM, beside the application master in its container. The master
 * learns from the kernel how it ended; the kernel ends it when the master dies.
 */
final class DriverChild {
  private static final long GRACE_SECONDS = 10;

  private final Process process;
  private volatile boolean ending;

  private DriverChild(Process process) {
    this.process = process;
  }

  /**
   * The calling thread must live as long as this JVM: its death is what the kernel ends the driver
   * by.
   *
   * @param environment of this process
   * @param more that the driver gets
   */
  static DriverChild start(
      ApplicationSpec spec,
      ContainerJvms jvms,
      Map<String, String> environment,
      Map<String, String> more)
      throws IOException, InterruptedException {
    Path folder = Path.of("").toAbsolutePath();
    Path specification = folder.resolve("__driver__.json");
    Files.createFile(
        specification,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(specification, RecordCodec.encode(spec));
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    DriverLaunch.Command command =
        jvms.drivers(all, JavaRuntime.find(environment))
            .of(
                spec,
                Optional.empty(),
                List.of(specification.toString()),
                Map.of("java.io.tmpdir", temporary.toString()),
                ClientFolders.in(Path.of(ContainerJvms.CONFIGURATION)));
    List<String> words = new ArrayList<>(DiesWithStarter.words(environment));
    words.addAll(command.words());
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(more);
    builder.environment().putAll(command.environment());
    builder.environment().put("SPARK_HOME", folder.resolve(ContainerJvms.SPARK).toString());
    try {
      return new DriverChild(builder.start());
    } catch (IOException e) {
      throw SlipwayException.ofFiles("the driver cannot be started", e);
    }
  }

  /**
   * Called once, with its exit code: 128 and the signal's number after a signal. Not for one that
   * is ended with its container: why that is, YARN says better.
   */
  void onExit(java.util.function.IntConsumer then) {
    process
        .onExit()
        .thenAccept(
            ended -> {
              if (!ending) {
                then.accept(ended.exitValue());
              }
            });
  }

  /** TERM, and KILL after a grace. */
  void end() {
    ending = true;
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
