package dev.slipway.spark.driver.app;

/** No program: its main is nobody's to call without an instance. */
public final class Mainless {
  public void main(String[] arguments) {
    throw new IllegalStateException("not static");
  }
}
