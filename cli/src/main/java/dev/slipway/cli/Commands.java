package dev.slipway.cli;

import dev.slipway.cli.application.KillCommand;
import dev.slipway.cli.application.ListCommand;
import dev.slipway.cli.application.LogsCommand;
import dev.slipway.cli.application.StatusCommand;
import dev.slipway.cli.archive.ArchiveCommand;
import dev.slipway.cli.cluster.ClusterCommand;
import dev.slipway.cli.cluster.NodeCommand;
import dev.slipway.cli.cluster.ServerCommand;
import dev.slipway.cli.doctor.DoctorCommand;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** Hands the workplace to commands that want it. */
final class Commands implements CommandLine.IFactory {
  private static final Map<String, Class<?>> ALL = all();

  private final Workplace workplace;

  Commands(Workplace workplace) {
    this.workplace = workplace;
  }

  /** Every command but {@code submit}. A class of its own, so that submit never loads picocli. */
  static int run(Workplace workplace, List<String> arguments) {
    Commands factory = new Commands(workplace);
    CommandLine line = new CommandLine(new SlipwayCommand(workplace), factory);
    chosen(arguments).forEach(command -> line.addSubcommand(new CommandLine(command, factory)));
    return line.setExecutionExceptionHandler((e, failed, parsed) -> Main.failure(e))
        .execute(arguments.toArray(String[]::new));
  }

  /** In the order in which help shows them. */
  private static Map<String, Class<?>> all() {
    Map<String, Class<?>> all = new LinkedHashMap<>();
    all.put("submit", SubmitPlaceholder.class);
    all.put("list", ListCommand.class);
    all.put("status", StatusCommand.class);
    all.put("logs", LogsCommand.class);
    all.put("kill", KillCommand.class);
    all.put("cluster", ClusterCommand.class);
    all.put("server", ServerCommand.class);
    all.put("node", NodeCommand.class);
    all.put("archive", ArchiveCommand.class);
    all.put("home", HomeCommand.class);
    all.put("doctor", DoctorCommand.class);
    all.put("version", VersionCommand.class);
    return Collections.unmodifiableMap(all);
  }

  /** Reading the annotations of all commands would take longer than most commands. */
  private static List<Class<?>> chosen(List<String> arguments) {
    String first = arguments.isEmpty() ? "" : arguments.get(0);
    if (first.equals("--version")) {
      return List.of();
    }
    return Optional.<Class<?>>ofNullable(ALL.get(first))
        .<List<Class<?>>>map(List::of)
        .orElseGet(() -> List.copyOf(ALL.values()));
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    try {
      Constructor<K> constructor = type.getDeclaredConstructor(Workplace.class);
      constructor.setAccessible(true);
      return constructor.newInstance(workplace);
    } catch (NoSuchMethodException plain) {
      return CommandLine.defaultFactory().create(type);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
