package dev.slipway.api.submit;

/** An application changed: the new observation, complete. */
public record ApplicationEvent(Observation now) {}
