package dev.slipway.spark;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.spark.driver.DriverProgram;
import dev.slipway.spark.driver.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The driver's JVM starts here. Its one argument is the path of the application's specification.
 */
public final class DriverMain {
  private DriverMain() {}

  public static void main(String[] arguments) {
    Optional<Ending> ending = new DriverProgram(read(Path.of(arguments[0]))).run();
    // Where main returned there is none: like any Java program's, the JVM stays while threads do.
    ending.ifPresent(Ending::leave);
  }

  private static ApplicationSpec read(Path path) {
    try {
      return RecordCodec.decode(ApplicationSpec.class, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException("the specification " + path + " cannot be read", e);
    }
  }
}
