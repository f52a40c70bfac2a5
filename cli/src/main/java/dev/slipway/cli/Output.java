package dev.slipway.cli;

/** How a command prints; the words are what {@code --output} takes. */
public enum Output {
  text,
  json
}
