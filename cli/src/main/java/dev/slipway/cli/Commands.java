package dev.slipway.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import picocli.CommandLine;

/** Hands the workplace to commands that want it. */
final class Commands implements CommandLine.IFactory {
  private final Workplace workplace;

  Commands(Workplace workplace) {
    this.workplace = workplace;
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
