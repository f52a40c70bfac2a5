package dev.slipway.testkit.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** An application that makes no SparkContext: quick to start, for tests of a driver's life. */
public final class PlainApplication {
  private PlainApplication() {}

  public static void main(String[] arguments) throws InterruptedException, IOException {
    switch (arguments[0]) {
      case "exit" -> System.exit(Integer.parseInt(arguments[1]));
      case "exit-after" -> {
        Thread.sleep(Long.parseLong(arguments[1]));
        System.exit(Integer.parseInt(arguments[2]));
      }
      case "fail-once" -> {
        boolean first = Path.of(arguments[1]).toFile().createNewFile();
        System.exit(first ? 7 : 0);
      }
      case "say-and-wait" -> {
        System.out.println(arguments[1]);
        Thread.sleep(Long.MAX_VALUE);
      }
      case "wait" -> Thread.sleep(Long.MAX_VALUE);
      default -> throw new IllegalArgumentException("unknown: " + arguments[0]);
    }
  }

  /** Its jar, made once in this folder. */
  public static Path jar(Path folder) {
    Path jar = folder.resolve("plain-application.jar");
    String entry = PlainApplication.class.getName().replace('.', '/') + ".class";
    if (Files.exists(jar)) {
      return jar;
    }
    try (InputStream code = PlainApplication.class.getResourceAsStream("PlainApplication.class");
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      if (code == null) {
        throw new IllegalStateException(entry + " is not on the class path");
      }
      out.putNextEntry(new JarEntry(entry));
      code.transferTo(out);
      out.closeEntry();
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
