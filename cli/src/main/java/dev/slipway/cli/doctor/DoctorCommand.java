package dev.slipway.cli.doctor;

import dev.slipway.api.wire.Json;
import dev.slipway.cli.Output;
import dev.slipway.cli.Workplace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway doctor}: exit code 1 when something that is needed is missing. */
@Command(
    name = "doctor",
    description = "Say what was found, what is missing, and the command that mends it.")
public final class DoctorCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "text or json (default: ${DEFAULT-VALUE})",
      defaultValue = "text")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Output output;

  DoctorCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>(new Programs(workplace).look());
    findings.addAll(new Machine(workplace).look());
    boolean healthy =
        findings.stream().noneMatch(finding -> finding.status() == Finding.Status.MISSING);
    switch (output) {
      case text -> findings.forEach(DoctorCommand::print);
      case json -> System.out.println(Json.write(json(healthy, findings)));
    }
    return healthy ? 0 : 1;
  }

  private static void print(Finding finding) {
    System.out.printf("%-8s%-14s%s%n", word(finding), finding.what(), finding.found());
    if (!finding.mend().isEmpty()) {
      System.out.printf("%-22smend: %s%n", "", finding.mend());
    }
  }

  private static Map<String, Object> json(boolean healthy, List<Finding> findings) {
    List<Object> rows = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("what", finding.what());
      row.put("status", word(finding));
      row.put("found", finding.found());
      row.put("mend", finding.mend());
      rows.add(row);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("healthy", healthy);
    all.put("findings", rows);
    return all;
  }

  private static String word(Finding finding) {
    return finding.status().name().toLowerCase(Locale.ROOT);
  }
}
