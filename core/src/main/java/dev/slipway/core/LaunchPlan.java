package dev.slipway.core;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the shell script execs once the command line's JVM has ended.
 *
 * @param input handed to the command on descriptor 3; holds no NUL
 * @param environment variables to set on top of the script's own
 */
public record LaunchPlan(String input, Map<String, String> environment, List<String> command) {

  public LaunchPlan {
    environment = Map.copyOf(environment);
    command = List.copyOf(command);
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
