package dev.slipway.core;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the shell script execs once the command line's JVM has ended.
 *
 * @param input handed to the command on descriptor 3; holds no NUL
 * @param environment variables to set on top of the script's own
 */
public record LaunchPlan(String input, Map<String, String> environment, List<String> command) {
  private static final Path DESCRIPTOR = Path.of("/dev/fd/3");

  public LaunchPlan {
    environment = Map.copyOf(environment);
    command = List.copyOf(command);
  }

  /** For a driver on this machine: its specification on the descriptor, never on a command line. */
  public static LaunchPlan of(
      ApplicationSpec spec, DriverLaunch launch, Optional<Path> configurationFolder) {
    DriverLaunch.Command command = launch.of(spec, configurationFolder, DESCRIPTOR);
    return new LaunchPlan(RecordCodec.encode(spec), command.environment(), command.words());
  }

  /** The same submission once more, with the Spark that was found, so that its script is read. */
  public static LaunchPlan again(Path script, SparkInstallation spark, List<String> words) {
    List<String> command = new ArrayList<>(List.of(script.toString(), "submit"));
    command.addAll(words);
    return new LaunchPlan("", Map.of("SPARK_HOME", spark.home().toString()), command);
  }

  /** NUL-separated: input, number of variables, {@code NAME=value} each, then the command. */
  public void write(OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(input).append('\0').append(environment.size()).append('\0');
    new TreeMap<>(environment)
        .forEach((name, value) -> text.append(name).append('=').append(value).append('\0'));
    command.forEach(word -> text.append(word).append('\0'));
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
