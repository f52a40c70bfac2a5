package dev.slipway.launch.process;

import dev.slipway.launch.Executables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that the kernel ends when the thread that started it dies, however it dies. */
public final class DiesWithStarter {
  private static final List<String> WORDS = List.of("setpriv", "--pdeathsig", "KILL", "--");

  private DiesWithStarter() {}

  /**
   * What to put before its command; nothing where this machine cannot do it. Not every setpriv can:
   * BusyBox has one that does less.
   */
  public static List<String> words(Map<String, String> environment)
      throws IOException, InterruptedException {
    if (Executables.onPath(WORDS.get(0), environment).isEmpty()) {
      return List.of();
    }
    List<String> trial = new ArrayList<>(WORDS);
    trial.add("true");
    int code =
        new ProcessBuilder(trial)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    return code == 0 ? WORDS : List.of();
  }
}
