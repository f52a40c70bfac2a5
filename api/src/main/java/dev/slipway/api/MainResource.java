package dev.slipway.api;

/** What an application runs. URIs are as the user wrote them; Spark's rules resolve them. */
public sealed interface MainResource {

  /** A jar with its main class. */
  record Jar(String uri, String mainClass) implements MainResource {}

  /** A Python file. */
  record Python(String uri) implements MainResource {}

  /**
   * A class that needs no jar of its own: {@code spark-internal}, and Python's gateway, which a
   * program that starts Spark itself speaks to ({@code pyspark-shell}).
   *
   * @param resource Spark's name for it
   */
  record Internal(String resource, String mainClass) implements MainResource {
    public static final String PYSPARK_SHELL = "pyspark-shell";
  }
}
