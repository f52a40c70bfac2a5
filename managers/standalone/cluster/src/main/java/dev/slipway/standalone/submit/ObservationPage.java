package dev.slipway.standalone.submit;

import dev.slipway.api.submit.Observation;
import java.util.List;
import java.util.Optional;

/** The answer of {@code GET /v1/applications}, newest first. */
public record ObservationPage(List<Observation> items, Optional<String> next) {
  public ObservationPage {
    items = List.copyOf(items);
  }
}
