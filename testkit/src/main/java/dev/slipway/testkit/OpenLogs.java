package dev.slipway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A class of Hadoop's in another form: under Kerberos NodeManagers open no log without libhadoop.
 */
final class OpenLogs {
  private static final String SOURCE = "testkit/hadoop/SecureIOUtils.java";

  private OpenLogs() {}

  /** What is to come before Hadoop's jars on the class path; made in this folder. */
  static Path classes(Path folder) {
    try (Stream<Path> jars = Files.list(Checkout.hadoop())) {
      Path classes = Files.createDirectories(folder.resolve("open-logs"));
      int result =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  "-proc:none",
                  "-cp",
                  jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                  "-d",
                  classes.toString(),
                  Checkout.root().resolve(SOURCE).toString());
      assertThat(result).as("compiling " + SOURCE).isZero();
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
