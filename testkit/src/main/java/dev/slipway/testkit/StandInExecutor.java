package dev.slipway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.launch.Handover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * An executor's JVM that a test commands: its main class stands in front of Slipway's on the class
 * path, writes its pid into a folder and exits with the code it finds there.
 */
final class StandInExecutor {
  private static final String SOURCE =
      """
      package dev.slipway.spark;

      import dev.slipway.launch.Handover;
      import dev.slipway.launch.HandoverCall;
      import java.nio.file.*;
      import java.time.Duration;
      import java.util.List;
      import java.util.Optional;

      public final class ExecutorMain {
        public static void main(String[] arguments) throws Exception {
          List<String> words = handover(List.of(arguments)).arguments();
          Path folder = Path.of(words.get(0));
          String id = words.get(1);
          Path pid = folder.resolve(id + ".pid.new");
          Files.writeString(pid, Long.toString(ProcessHandle.current().pid()));
          Files.move(pid, folder.resolve(id + ".pid"), StandardCopyOption.ATOMIC_MOVE);
          Path exit = folder.resolve(id + ".exit");
          while (!Files.exists(exit)) Thread.sleep(20);
          System.exit(Integer.parseInt(Files.readString(exit)));
        }

        private static Handover handover(List<String> given) throws Exception {
          if (!HandoverCall.isIn(given)) {
            return Handover.await(Path.of(given.get(1)), Duration.ofMinutes(1)).get();
          }
          try (HandoverCall call =
              HandoverCall.open(given, System.getenv(HandoverCall.SECRET), Optional.empty())) {
            return call.await().get();
          }
        }
      }
      """;

  private final Path folder;
  private final Path jar;

  /** In this folder, which is empty. */
  StandInExecutor(Path folder) {
    this.folder = folder;
    this.jar = compile(folder);
  }

  /** A recipe of this many cores; its container has 384m of overhead. */
  ExecutorRecipe recipe(int cores, Memory heap) {
    JvmSpec jvm =
        new JvmSpec(
            JvmSpec.Role.EXECUTOR,
            heap,
            cores,
            List.of("-XX:TieredStopAtLevel=1"),
            Map.of(),
            jar.toString(),
            "",
            Map.of(),
            List.of(folder.toString(), JvmSpec.Placeholder.EXECUTOR_ID.text()));
    ContainerMemory memory =
        new ContainerMemory(
            heap, ContainerMemory.MIN_OVERHEAD, Memory.ofMebibytes(0), Memory.ofMebibytes(0));
    return new ExecutorRecipe(cores, memory, jvm, "stand-in-" + cores + "-" + heap);
  }

  /** Empty until its main runs. */
  Optional<Long> pid(ExecutorId id) {
    try {
      Path file = folder.resolve(id + ".pid");
      return Files.exists(file)
          ? Optional.of(Long.parseLong(Files.readString(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void exit(ExecutorId id, int code) {
    try {
      Path aside = Files.writeString(folder.resolve(id + ".exit.new"), Integer.toString(code));
      Files.move(aside, folder.resolve(id + ".exit"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path compile(Path folder) {
    try {
      Path source = folder.resolve("ExecutorMain.java");
      Files.writeString(source, SOURCE);
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      int result =
          compiler.run(
              null,
              null,
              null,
              "--release",
              "17",
              "-cp",
              Path.of(Handover.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                  .toString(),
              "-d",
              folder.toString(),
              source.toString());
      assertThat(result).as("compiling the stand-in").isZero();
      Path jar = folder.resolve("stand-in.jar");
      String entry = "dev/slipway/spark/ExecutorMain.class";
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
        out.putNextEntry(new JarEntry(entry));
        Files.copy(folder.resolve(entry), out);
        out.closeEntry();
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
