package dev.slipway.api.submit;

import dev.slipway.api.Phase;

/**
 * How long one phase of an application took.
 *
 * @param millis never negative
 * @param lasts it has not ended yet: so far
 */
public record PhaseTime(Phase phase, long millis, boolean lasts) {}
