package dev.slipway.spark;

import dev.slipway.spark.driver.DriverProgram;
import dev.slipway.spark.driver.EarlyDriver;
import dev.slipway.spark.driver.Ending;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The driver's JVM starts here. Its one argument is the path of the application's specification;
 * one that is started before there is an application waits for it first.
 */
public final class DriverMain {
  private DriverMain() {}

  public static void main(String[] arguments) throws Exception {
    Optional<Ending> ending = DriverProgram.run(Path.of(EarlyDriver.argument(arguments)));
    // Where main returned there is none: like any Java program's, the JVM stays while threads do.
    ending.ifPresent(Ending::leave);
  }
}
