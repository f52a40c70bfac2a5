package dev.slipway.standalone.submit;

import dev.slipway.api.submit.StopMode;

/** The body of {@code POST /v1/applications/ID/stop}. */
public record StopRequest(String user, StopMode mode) {}
