package dev.slipway.it;

import dev.slipway.testkit.Checkout;
import java.nio.file.Path;

/** The example applications of this checkout, as built. */
final class Examples {
  private Examples() {}

  static Path jar() {
    return Checkout.root().resolve("examples/java/target/slipway-examples.jar");
  }
}
