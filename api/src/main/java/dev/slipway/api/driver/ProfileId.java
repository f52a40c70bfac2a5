package dev.slipway.api.driver;

/** The id of one of Spark's resource profiles; 0 is the default profile. */
public record ProfileId(int number) {}
