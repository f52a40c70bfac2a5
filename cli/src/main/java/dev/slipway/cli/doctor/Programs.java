package dev.slipway.cli.doctor;

import dev.slipway.api.SlipwayException;
import dev.slipway.cli.Workplace;
import dev.slipway.core.Pythons;
import dev.slipway.core.ShortCommand;
import dev.slipway.core.SparkLocator;
import dev.slipway.launch.Executables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Java, Spark, Python and the small tools. */
final class Programs {
  private static final String PYTHON_AND_VENV =
      "import sys; print(sys.version_info[0] * 100 + sys.version_info[1], sys.version.split()[0])\n"
          + "try:\n  import venv, ensurepip; print('venv')\nexcept ImportError: pass";
  private static final int OLDEST_PYTHON = 310;

  private final Workplace workplace;

  Programs(Workplace workplace) {
    this.workplace = workplace;
  }

  List<Finding> look() {
    return List.of(
        java(),
        spark(),
        python(),
        bash(),
        tool("setpriv", "--pdeathsig"),
        tool("setsid", "--wait"));
  }

  private Finding java() {
    Path home = Path.of(System.getProperty("java.home"));
    String found = System.getProperty("java.version") + " in " + home;
    return Files.isExecutable(home.resolve("bin/javac"))
        ? Finding.ok("Java", found)
        : Finding.note(
            "Java",
            found + ", without a compiler: enough to run, not to build",
            "install a JDK 17 or later, or set JAVA_HOME to one");
  }

  private Finding spark() {
    try {
      return workplace
          .sparkLocator()
          .findHere()
          .map(Programs::spark)
          .orElseGet(
              () ->
                  Finding.note(
                      "Spark",
                      "none yet: the first submission fetches pyspark "
                          + "4.2.0 into "
                          + workplace.folders().cache(),
                      "./slipway home"));
    } catch (SlipwayException e) {
      return Finding.missing("Spark", e.problem(), e.remedy());
    }
  }

  private static Finding spark(SparkLocator.Found found) {
    return Finding.ok(
        "Spark",
        found.spark().version() + " in " + found.spark().home() + " (" + found.how() + ")");
  }

  private Finding python() {
    String python = Pythons.named(workplace.environment());
    Optional<String> answer = ShortCommand.output(List.of(python, "-c", PYTHON_AND_VENV));
    if (answer.isEmpty()) {
      return Finding.missing(
          "Python",
          "'" + python + "' cannot be run",
          "install Python 3.10 or later, or set PYSPARK_PYTHON to one");
    }
    String[] words = answer.get().split("\\s+");
    String found = words[1] + " (" + program(python).map(Path::toString).orElse(python) + ")";
    if (Integer.parseInt(words[0]) < OLDEST_PYTHON) {
      return Finding.missing(
          "Python",
          found + ", too old for pyspark 4.2",
          "install Python 3.10 or later, or set PYSPARK_PYTHON to one");
    }
    return words.length == 3
        ? Finding.ok("Python", found + " with venv")
        : Finding.note(
            "Python",
            found + " without venv, which fetching Spark and Maven needs",
            "apt-get install python3-venv");
  }

  private Finding bash() {
    Optional<String> version = ShortCommand.output(List.of("bash", "-c", "echo $BASH_VERSION"));
    return version
        .map(text -> Finding.ok("bash", text))
        .orElseGet(() -> Finding.missing("bash", "not on the PATH", "install bash 4.4 or later"));
  }

  /** From util-linux; busybox has namesakes that lack the option. */
  private Finding tool(String name, String option) {
    Optional<Path> program = program(name);
    if (program.isEmpty()) {
      return Finding.missing(name, "not on the PATH", "apt-get install util-linux");
    }
    boolean able =
        ShortCommand.output(List.of(name, "--help"))
            .filter(text -> text.contains(option))
            .isPresent();
    return able
        ? Finding.ok(name, program.get().toString())
        : Finding.missing(name, program.get() + " has no " + option, "apt-get install util-linux");
  }

  private Optional<Path> program(String name) {
    return Executables.onPath(name, workplace.environment());
  }
}
