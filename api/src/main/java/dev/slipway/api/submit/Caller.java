package dev.slipway.api.submit;

/** Who asks. The name comes from the operating system or a token, never from the request. */
public record Caller(String user) {}
