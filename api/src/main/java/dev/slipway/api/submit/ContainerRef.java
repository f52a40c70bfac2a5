package dev.slipway.api.submit;

/** One container of an application: {@code driver}, or an executor's id. */
public record ContainerRef(ApplicationRef application, String name) {}
