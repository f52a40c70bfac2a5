package dev.slipway.spark.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.deploy.SparkApplication;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Runs a Java or Scala program's main. */
final class UserMain {
  /**
   * Spark's exit code for a main class that is not there ({@code SparkExitCode.CLASS_NOT_FOUND}).
   */
  private static final int CLASS_NOT_FOUND = 101;

  private UserMain() {}

  static void run(UserCode code, List<String> arguments, SparkConf configuration) throws Throwable {
    Class<?> program = load(code.mainClass());
    String[] words = arguments.toArray(String[]::new);
    if (SparkApplication.class.isAssignableFrom(program)) {
      ((SparkApplication) program.getConstructor().newInstance()).start(words, configuration);
      return;
    }
    main(program).invoke(null, (Object) words);
  }

  private static Class<?> load(String name) throws SparkUserAppException {
    try {
      return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw notFound("the main class " + name + " is not in the application's jar nor in --jars");
    } catch (NoClassDefFoundError e) {
      throw notFound(
          "the main class " + name + " needs a class that is not there: " + e.getMessage());
    }
  }

  private static SparkUserAppException notFound(String problem) {
    return new SparkUserAppException(
        CLASS_NOT_FOUND,
        new SlipwayException(
            ErrorCode.MAIN_CLASS_MISSING,
            problem,
            "check --class, a complete name with its package, and --jars"));
  }

  private static Method main(Class<?> program) {
    try {
      Method main = program.getMethod("main", String[].class);
      if (Modifier.isStatic(main.getModifiers())) {
        return main;
      }
    } catch (NoSuchMethodException e) {
      throw noMain(program, e);
    }
    throw noMain(program, null);
  }

  private static SlipwayException noMain(Class<?> program, @Nullable Exception cause) {
    return new SlipwayException(
        ErrorCode.MAIN_CLASS_MISSING,
        program.getName() + " has no public static void main(String[])",
        "name another class with --class",
        cause);
  }

  static void stopContext(int exitCode) {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    if (active.isDefined()) {
      active.get().stop(exitCode);
    }
  }
}
