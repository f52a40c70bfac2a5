package dev.slipway.yarn;

import dev.slipway.api.DurationText;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An application's {@code spark.yarn.*} properties, read. */
public record YarnKeys(Map<String, String> properties) {
  /** Of an application that does not say; Spark's number on YARN. */
  public static final int DEFAULT_EXECUTORS = 2;

  private static final String MASTER_ENVIRONMENT = "spark.yarn.appMasterEnv.";

  public YarnKeys {
    properties = Map.copyOf(properties);
  }

  /** What an application master itself has to know. */
  public Map<String, String> forMaster() {
    return properties.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().startsWith("spark.yarn.") || entry.getKey().startsWith("slipway."))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  public Optional<String> text(String key) {
    return Optional.ofNullable(properties.get(key)).map(String::strip).filter(s -> !s.isEmpty());
  }

  /**
   * @throws SlipwayException INVALID_VALUE
   */
  public Optional<Integer> number(String key) {
    return text(key)
        .map(
            value -> {
              if (!value.matches("\\d{1,9}")) {
                throw new SlipwayException(
                    ErrorCode.INVALID_VALUE,
                    key + " is '" + value + "', not a whole number",
                    "correct it");
              }
              return Integer.parseInt(value);
            });
  }

  /** Of Spark's keys a bare number is in milliseconds. */
  public Optional<Duration> duration(String key) {
    return text(key)
        .map(value -> DurationText.parse(key, value.matches("\\d+") ? value + "ms" : value));
  }

  public boolean flag(String key) {
    return Boolean.parseBoolean(text(key).orElse("false"));
  }

  public Optional<Memory> memory(String key) {
    return text(key).map(value -> Memory.parse(key, value));
  }

  public Set<String> list(String key) {
    return text(key).stream()
        .flatMap(items -> Stream.of(items.split(",")))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .collect(Collectors.toSet());
  }

  /** {@code spark.yarn.appMasterEnv.NAME}. */
  public Map<String, String> masterEnvironment() {
    Map<String, String> variables = new LinkedHashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(MASTER_ENVIRONMENT)) {
            variables.put(key.substring(MASTER_ENVIRONMENT.length()), value);
          }
        });
    return variables;
  }

  @Override
  public String toString() {
    return Json.write(properties.keySet().stream().sorted().toList());
  }
}
