package dev.slipway.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One real process of a test, its output kept in files so that it never blocks. */
public final class Run {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private final List<String> command;
  private final Process process;
  private final Path out;
  private final Path err;

  private Run(List<String> command, Process process, Path out, Path err) {
    this.command = command;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Run start(
      Path folder, List<String> command, Map<String, String> environment, Path outputs) {
    try {
      Files.createDirectories(outputs);
      Path out = Files.createTempFile(outputs, "run-", ".out");
      Path err = Path.of(out.toString().replace(".out", ".err"));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      return new Run(command, builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Writes a line to its standard input. */
  public void say(String line) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its standard input is at its end. */
  public void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end, at most four minutes, and gives the exit code as a shell would show it. */
  public int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(this + " did not end within " + PATIENCE);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Waits until standard output holds this text. */
  public Run awaitOutput(String text) {
    return awaitText(text, this::stdout);
  }

  /** Waits until standard error holds this text. */
  public Run awaitError(String text) {
    return awaitText(text, this::stderr);
  }

  private Run awaitText(String text, Supplier<String> stream) {
    await(text + " from " + this)
        .atMost(PATIENCE)
        .until(() -> stream.get().contains(text) || !process.isAlive());
    if (!stream.get().contains(text)) {
      throw new AssertionError(text + " never came from " + this);
    }
    return this;
  }

  public void signal(String name) {
    signal(name, pid());
  }

  /** To any process. */
  public static void signal(String name, long pid) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
      if (code != 0) {
        throw new AssertionError("kill -" + name + " " + pid + " exited with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** With TERM, and waits for its end; one that has ended is left alone. */
  public void stop() {
    if (isAlive()) {
      signal("TERM");
      exitCode();
    }
  }

  public String stdout() {
    return read(out);
  }

  public String stderr() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return String.join(" ", command) + "\n--- stdout\n" + stdout() + "--- stderr\n" + stderr();
  }
}
