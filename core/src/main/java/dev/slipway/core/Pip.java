package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** pip in a virtual environment of its own, so that nobody's Python is touched. */
final class Pip {
  private static final String VERSION_IN_HUNDREDS =
      "import sys; print(sys.version_info[0] * 100 + sys.version_info[1])";
  // What pyspark 4.2 asks for.
  private static final int OLDEST = 310;
  private static final String INSTALL =
      "install Python 3.10 or later with venv (Debian: apt-get install python3-venv), "
          + "or set SPARK_HOME to a Spark 4.2.x";

  private final Path folder;
  private final boolean terminal;

  private Pip(Path folder, boolean terminal) {
    this.folder = folder;
    this.terminal = terminal;
  }

  /**
   * The first that can be run and is recent enough.
   *
   * @throws SlipwayException PYTHON_MISSING
   */
  static String python(List<String> candidates) {
    return candidates.stream()
        .filter(Pip::isRecent)
        .findFirst()
        .orElseThrow(
            () ->
                new SlipwayException(
                    ErrorCode.PYTHON_MISSING,
                    "Spark has to be fetched, which takes a Python 3.10 or later; tried "
                        + String.join(", ", candidates),
                    INSTALL));
  }

  private static boolean isRecent(String python) {
    return ShortCommand.output(List.of(python, "-c", VERSION_IN_HUNDREDS))
        .filter(text -> text.matches("\\d+"))
        .filter(text -> Integer.parseInt(text) >= OLDEST)
        .isPresent();
  }

  /**
   * @throws SlipwayException PYTHON_MISSING when this Python has no venv
   */
  static Pip prepare(String python, Path folder, boolean terminal) throws IOException {
    Pip pip = new Pip(folder, terminal);
    if (pip.run(List.of(python, "-m", "venv", folder.resolve("venv").toString())) != 0) {
      throw new SlipwayException(
          ErrorCode.PYTHON_MISSING,
          "Spark has to be fetched, and " + python + " cannot make a virtual environment",
          INSTALL);
    }
    return pip;
  }

  /**
   * @param requirements a resource beside this class, with a hash for each package
   * @throws SlipwayException SPARK_MISSING
   */
  void install(String requirements, List<String> options) throws IOException {
    Path file = folder.resolve(requirements);
    try (InputStream pinned = Pip.class.getResourceAsStream(requirements)) {
      Files.copy(Objects.requireNonNull(pinned, requirements), file);
    }
    List<String> command =
        new ArrayList<>(List.of(folder.resolve("venv/bin/python").toString(), "-m", "pip"));
    command.addAll(List.of("--disable-pip-version-check", "install", "--require-hashes"));
    command.addAll(List.of("--no-deps", "--no-cache-dir", "--requirement", file.toString()));
    command.addAll(options);
    if (!terminal) {
      command.addAll(List.of("--progress-bar", "off"));
    }
    if (run(command) != 0) {
      throw new SlipwayException(
          ErrorCode.SPARK_MISSING,
          "Spark could not be fetched; pip's message is above",
          "mend what it names and try again, or set SPARK_HOME to a Spark 4.2.x");
    }
  }

  /** On our standard error, terminal or not: standard output is for results. */
  private int run(List<String> command) throws IOException {
    List<String> wrapped = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >&2", "sh"));
    wrapped.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(wrapped)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // On the disk where there has to be room anyway, and gone with the folder.
    builder.environment().put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    Process process = builder.start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new SlipwayException(
          ErrorCode.SYSTEM, "interrupted while fetching Spark", "try again", e);
    }
  }
}
