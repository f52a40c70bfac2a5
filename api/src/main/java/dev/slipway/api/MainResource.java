package dev.slipway.api;

import java.util.Optional;

/** What an application runs. URIs are as the user wrote them; Spark's rules resolve them. */
public sealed interface MainResource {

  /**
   * A jar.
   *
   * @param mainClass empty: the one its manifest names, read where the jar can be reached
   */
  record Jar(String uri, Optional<String> mainClass) implements MainResource {}

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
