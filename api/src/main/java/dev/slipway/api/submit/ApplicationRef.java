package dev.slipway.api.submit;

/**
 * An application as its manager knows it.
 *
 * @param id the manager's own id, which {@code status}, {@code logs} and {@code kill} take
 */
public record ApplicationRef(SubmissionId submission, String id) {}
