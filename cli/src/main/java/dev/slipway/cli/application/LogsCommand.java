package dev.slipway.cli.application;

import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.ContainerRef;
import dev.slipway.api.submit.LogSource;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.wire.Json;
import dev.slipway.cli.Workplace;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway logs ID}: standard output of a container to ours, its standard error to ours. */
@Command(
    name = "logs",
    description = "What a container of an application wrote: its driver, or an executor.",
    mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
  private static final int PART = 1 << 20;
  private static final long LOOK_MILLIS = 300;

  @Mixin private final ApplicationOptions options = new ApplicationOptions();

  @Parameters(paramLabel = "ID")
  private String id = "";

  @Option(names = "-f", description = "go on until the application has ended")
  private boolean follow;

  @Option(
      names = "--container",
      defaultValue = "driver",
      description = "driver or an executor's id (${DEFAULT-VALUE})")
  private String container = "driver";

  private final Masters masters;

  LogsCommand(Workplace workplace) {
    this.masters = new Masters(workplace);
  }

  @Override
  public Integer call() throws InterruptedException {
    ApplicationRef application = ApplicationOptions.named(id);
    try (Submitter submitter = options.open(masters)) {
      LogSource logs = submitter.logs(new ContainerRef(application, container));
      if (options.isJson()) {
        System.out.println(Json.write(whole(logs)));
        return 0;
      }
      long out = 0;
      long err = 0;
      while (true) {
        // Asked first, so that what was written before the end is read after it.
        boolean over = !follow || submitter.observe(application).state().isFinal();
        err = copy(logs, "stderr", err, System.err);
        out = copy(logs, "stdout", out, System.out);
        if (over) {
          return 0;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  private static Map<String, String> whole(LogSource logs) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String stream : logs.streams()) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      copy(logs, stream, 0, text);
      all.put(stream, text.toString(StandardCharsets.UTF_8));
    }
    return all;
  }

  private static long copy(LogSource logs, String stream, long from, java.io.OutputStream to) {
    long at = from;
    try {
      LogSource.Part part = logs.read(stream, at, PART);
      while (part.bytes().length > 0) {
        if (part.offset() > at) {
          long left = part.offset() - at;
          System.err.println("slipway: " + left + " bytes of " + stream + " before this have left");
        }
        to.write(part.bytes());
        at = part.end();
        part = logs.read(stream, at, PART);
      }
      to.flush();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return at;
  }
}
