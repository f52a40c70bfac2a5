package dev.slipway.cli.application;

import dev.slipway.api.submit.ContainerRef;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.cli.Workplace;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway status ID}. */
@Command(
    name = "status",
    description = "One application: who submitted it, every step of its life, why it ended.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
  @Mixin private final ApplicationOptions options = new ApplicationOptions();

  @Parameters(paramLabel = "ID")
  private String id = "";

  private final Masters masters;

  StatusCommand(Workplace workplace) {
    this.masters = new Masters(workplace);
  }

  @Override
  public Integer call() {
    try (Submitter submitter = options.open(masters)) {
      Observation now = submitter.observe(ApplicationOptions.named(id));
      if (options.isJson()) {
        System.out.println(RecordCodec.encode(now));
        return 0;
      }
      System.out.println(
          now.ref().id() + "  " + now.name() + "  of " + now.user() + "  " + now.state());
      now.transitions().forEach(step -> System.out.println(Words.line(step)));
      now.exit()
          .flatMap(exit -> exit.code())
          .ifPresent(code -> System.out.println("exit code " + code));
      System.out.println(
          "containers: "
              + submitter.containers(now.ref()).stream()
                  .map(ContainerRef::name)
                  .collect(Collectors.joining(" ")));
      return 0;
    }
  }
}
