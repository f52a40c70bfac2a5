package dev.slipway.cli.application;

import dev.slipway.api.submit.ContainerRef;
import dev.slipway.api.submit.LaunchReport;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.wire.Json;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.cli.Workplace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway status ID}. */
@Command(
    name = "status",
    description =
        "One application: who submitted it, every step of its life, why it ended, where its time"
            + " went.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
  @Mixin private final ApplicationOptions options = new ApplicationOptions();

  @Parameters(paramLabel = "ID")
  private String id = "";

  @Option(
      names = "--timeline",
      description = "where the seconds went, from the command line to the end")
  private boolean timeline;

  private final Masters masters;

  StatusCommand(Workplace workplace) {
    this.masters = new Masters(workplace);
  }

  @Override
  public Integer call() {
    try (Submitter submitter = options.open(masters)) {
      LaunchReport launch = submitter.launch(ApplicationOptions.named(id));
      if (timeline) {
        print(launch);
        return 0;
      }
      Observation now = submitter.observe(ApplicationOptions.named(id));
      if (options.isJson()) {
        System.out.println(json(now, launch));
        return 0;
      }
      System.out.println(
          String.join(
              "  ",
              now.ref().id(),
              now.name(),
              "of " + now.user(),
              now.deployMode().word() + " mode",
              now.state().name()));
      now.transitions().forEach(step -> System.out.println(Words.line(step)));
      now.exit()
          .flatMap(exit -> exit.code())
          .ifPresent(code -> System.out.println("exit code " + code));
      System.out.println(
          "containers: "
              + submitter.containers(now.ref()).stream()
                  .map(ContainerRef::name)
                  .collect(Collectors.joining(" ")));
      TimelineText.unarchived(launch).forEach(System.out::println);
      return 0;
    }
  }

  private void print(LaunchReport launch) {
    if (options.isJson()) {
      System.out.println(TimelineText.json(id, launch));
    } else {
      TimelineText.lines(launch).forEach(System.out::println);
    }
  }

  private static String json(Observation now, LaunchReport launch) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    if (Json.parse(RecordCodec.encode(now)) instanceof Map<?, ?> members) {
      members.forEach((name, value) -> json.put(String.valueOf(name), value));
    }
    json.put("unarchived", new TreeMap<>(launch.unarchived()));
    return Json.write(json);
  }
}
