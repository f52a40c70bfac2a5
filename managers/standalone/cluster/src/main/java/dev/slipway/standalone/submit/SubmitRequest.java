package dev.slipway.standalone.submit;

import dev.slipway.api.ApplicationSpec;

/**
 * The body of {@code POST /v1/applications}.
 *
 * @param submission chosen by the client; the same twice is one application
 * @param spec files of the client's already named as {@link UploadedFile}s
 */
public record SubmitRequest(String submission, String user, ApplicationSpec spec) {}
