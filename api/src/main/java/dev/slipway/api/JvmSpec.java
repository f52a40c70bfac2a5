package dev.slipway.api;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One JVM of an application, free of any machine: whoever starts it adds its own Java, its own copy
 * of Spark and its own paths ({@code launch.JvmCommand}).
 *
 * @param cores told to the JVM as {@code -XX:ActiveProcessorCount}; 0: it may use what it finds, as
 *     a driver on its client's machine does
 * @param javaOptions the user's, in order; they win over Slipway's; may hold {@link Placeholder}s
 * @param systemProperties given as {@code -D}: what a JVM must know before it has a configuration
 * @param extraClassPath the user's {@code extraClassPath}, in front of Spark; may be empty
 * @param libraryPath native libraries' folders; may be empty
 * @param environment on top of the starter's own
 * @param arguments of the main class; may hold {@link Placeholder}s
 */
public record JvmSpec(
    Role role,
    Memory heap,
    int cores,
    List<String> javaOptions,
    Map<String, String> systemProperties,
    String extraClassPath,
    String libraryPath,
    Map<String, String> environment,
    List<String> arguments) {

  /** What the JVM is for; it decides the main class and the class-data archive. */
  public enum Role {
    DRIVER,
    EXECUTOR
  }

  /** What only the manager knows, when it has given the container. */
  public enum Placeholder {
    EXECUTOR_ID,
    HOSTNAME,
    APP_ID;

    public String text() {
      return "{{" + name() + "}}";
    }
  }

  public JvmSpec {
    javaOptions = List.copyOf(javaOptions);
    systemProperties = Map.copyOf(systemProperties);
    environment = Map.copyOf(environment);
    arguments = List.copyOf(arguments);
  }

  /** With every placeholder in arguments, Java options and environment replaced. */
  public JvmSpec resolve(Map<Placeholder, String> values) {
    Map<String, String> resolved = new TreeMap<>();
    environment.forEach((key, value) -> resolved.put(key, replace(value, values)));
    return new JvmSpec(
        role,
        heap,
        cores,
        javaOptions.stream().map(option -> replace(option, values)).toList(),
        systemProperties,
        extraClassPath,
        libraryPath,
        resolved,
        arguments.stream().map(argument -> replace(argument, values)).toList());
  }

  /**
   * The same JVM in one container.
   *
   * @param temporary its folder for temporary files
   */
  public JvmSpec inContainer(String temporary, List<String> others) {
    Map<String, String> properties = new TreeMap<>(systemProperties);
    properties.put("java.io.tmpdir", temporary);
    return new JvmSpec(
        role,
        heap,
        cores,
        javaOptions,
        properties,
        extraClassPath,
        libraryPath,
        environment,
        others);
  }

  public JvmSpec withEnvironment(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(more);
    return new JvmSpec(
        role,
        heap,
        cores,
        javaOptions,
        systemProperties,
        extraClassPath,
        libraryPath,
        all,
        arguments);
  }

  private static String replace(String text, Map<Placeholder, String> values) {
    String result = text;
    for (Map.Entry<Placeholder, String> value : values.entrySet()) {
      result = result.replace(value.getKey().text(), value.getValue());
    }
    return result;
  }
}
