package dev.slipway.standalone.submit;

import java.util.List;

/** The answer of {@code GET /v1/applications/ID/containers}: the driver first. */
public record ContainerNames(List<String> names) {
  public ContainerNames {
    names = List.copyOf(names);
  }
}
