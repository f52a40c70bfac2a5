package dev.slipway.api.submit;

import java.util.List;
import java.util.Optional;

/**
 * @param next the cursor of the next page; empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {
  public Page {
    items = List.copyOf(items);
  }
}
