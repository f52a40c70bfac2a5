package dev.slipway.api.driver;

/** Where executors reach the driver's RPC environment. */
public record DriverAddress(String host, int port) {}
