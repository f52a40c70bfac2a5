package dev.slipway.cli.archive;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.Json;
import dev.slipway.cli.Output;
import dev.slipway.cli.Workplace;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.archive.ArchiveFolder;
import dev.slipway.launch.archive.ArchiveKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway archive status}. */
@Command(
    name = "status",
    description = "The archives in the cache folder, and which one is in use.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final String IN_USE = "in use";

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "text or json (${DEFAULT-VALUE})")
  private Output output;

  private final Workplace workplace;

  StatusCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    List<ArchiveKey> current = current();
    List<ArchiveFolder.Entry> entries = entries();
    switch (output) {
      case json -> System.out.println(json(entries, current));
      case text -> print(entries, current);
    }
    return 0;
  }

  /** The command line's, and that of the Spark that is here. */
  private List<ArchiveKey> current() {
    JavaRuntime java = JavaRuntime.find(workplace.environment());
    Optional<ArchiveKey> spark =
        workplace
            .sparkLocator()
            .findHere()
            .map(found -> ArchiveKey.of(java, found.spark(), workplace.runtimeJar()));
    return Stream.of(new CommandLineArchive(workplace, java).keyIfKnown(), spark)
        .flatMap(Optional::stream)
        .toList();
  }

  private List<ArchiveFolder.Entry> entries() {
    try {
      return workplace.archives().entries();
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read the archives: " + e.getMessage(), "mend their folder", e);
    }
  }

  private static void print(List<ArchiveFolder.Entry> entries, List<ArchiveKey> current) {
    for (ArchiveFolder.Entry entry : entries) {
      System.out.printf(
          "%s  %d MiB  %s%n", entry.file(), entry.bytes() >> 20, state(entry, current));
    }
    if (entries.stream().noneMatch(entry -> state(entry, current).equals(IN_USE))) {
      System.out.println("none is in use; slipway archive build makes one");
    }
  }

  private static String json(List<ArchiveFolder.Entry> entries, List<ArchiveKey> current) {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (ArchiveFolder.Entry entry : entries) {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("key", entry.key());
      json.put("file", entry.file().toString());
      json.put("bytes", entry.bytes());
      json.put("state", state(entry, current));
      list.add(json);
    }
    return Json.write(list);
  }

  private static String state(ArchiveFolder.Entry entry, List<ArchiveKey> current) {
    if (!entry.whole()) {
      return "cut short";
    }
    return current.stream()
        .filter(entry::isFor)
        .findFirst()
        .map(key -> entry.differs(key).orElse(IN_USE))
        .orElse("of another Slipway, or for a Spark that is not here");
  }
}
