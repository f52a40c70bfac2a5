package dev.slipway.api.submit;

import dev.slipway.api.ApplicationState;
import java.time.Instant;

/**
 * One step of an application's life.
 *
 * @param why one sentence: who caused it, or what was seen
 */
public record Transition(ApplicationState to, Instant at, String why) {}
