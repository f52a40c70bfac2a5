package dev.slipway.cli.application;

import dev.slipway.api.submit.Filter;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.wire.Json;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.cli.Workplace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code slipway list}. */
@Command(
    name = "list",
    description = "Applications, newest first.",
    mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {
  private static final String LINE = "%-32s %-9s %-7s %-19s %-12s %s%n";

  @Mixin private final ApplicationOptions options = new ApplicationOptions();
  private final Masters masters;

  ListCommand(Workplace workplace) {
    this.masters = new Masters(workplace);
  }

  @Override
  public Integer call() {
    try (Submitter submitter = options.open(masters)) {
      List<Observation> all = submitter.list(Filter.all()).items();
      if (options.isJson()) {
        System.out.println(
            Json.write(all.stream().map(each -> Json.parse(RecordCodec.encode(each))).toList()));
      } else {
        print(all);
      }
      return 0;
    }
  }

  private static void print(List<Observation> all) {
    System.out.printf(LINE, "ID", "STATE", "MODE", "SUBMITTED", "USER", "NAME");
    for (Observation each : all) {
      System.out.printf(
          LINE,
          each.ref().id(),
          each.state(),
          each.deployMode().word(),
          Words.time(each.transitions().get(0).at()),
          each.user(),
          each.name());
    }
  }
}
