package dev.slipway.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import picocli.CommandLine;

/** Hands the workplace to commands that want it. */
final class Commands implements CommandLine.IFactory {
  private final Workplace workplace;

  Commands(Workplace workplace) {
    this.workplace = workplace;
  }

  /** Every command but {@code submit}. A class of its own, so that submit never loads picocli. */
  static int run(Workplace workplace, List<String> arguments) {
    return new CommandLine(new SlipwayCommand(workplace), new Commands(workplace))
        .setExecutionExceptionHandler((e, line, parsed) -> Main.failure(e))
        .execute(arguments.toArray(String[]::new));
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
