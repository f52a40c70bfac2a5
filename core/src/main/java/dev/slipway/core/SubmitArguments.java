package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command line of spark-submit's grammar, parsed and nothing more: options in any order, then the
 * main resource, then the application's own arguments, untouched.
 *
 * @param values of options that take one; given twice, the last counts, as in Spark
 * @param conf of {@code --conf}, in order
 * @param resource empty with {@code --version} and {@code --help}
 */
public record SubmitArguments(
    Map<SubmitOption, String> values,
    Set<SubmitOption> flags,
    Map<String, String> conf,
    Optional<String> resource,
    List<String> applicationArguments) {

  public SubmitArguments {
    values = Map.copyOf(values);
    flags = Set.copyOf(flags);
    applicationArguments = List.copyOf(applicationArguments);
  }

  /**
   * @throws SlipwayException USAGE or UNSUPPORTED
   */
  public static SubmitArguments parse(List<String> arguments) {
    Map<SubmitOption, String> values = new EnumMap<>(SubmitOption.class);
    Set<SubmitOption> flags = EnumSet.noneOf(SubmitOption.class);
    Map<String, String> conf = new LinkedHashMap<>();
    int at = 0;
    while (at < arguments.size() && arguments.get(at).startsWith("-")) {
      String text = arguments.get(at++);
      int equals = text.startsWith("--") ? text.indexOf('=') : -1;
      String name = equals < 0 ? text : text.substring(0, equals);
      SubmitOption option = SubmitOption.named(name).orElseThrow(() -> unknown(name));
      if (option.kind().refused()) {
        throw notYet(name);
      }
      if (!option.kind().takesValue()) {
        flags.add(option);
        continue;
      }
      if (equals < 0 && at == arguments.size()) {
        throw usage("option " + name + " needs a value");
      }
      String value = equals < 0 ? arguments.get(at++) : text.substring(equals + 1);
      if (option == SubmitOption.CONF) {
        putConf(conf, value);
      } else {
        values.put(option, value);
      }
    }
    Optional<String> resource =
        at < arguments.size() ? Optional.of(arguments.get(at)) : Optional.empty();
    List<String> rest =
        new ArrayList<>(arguments.subList(Math.min(at + 1, arguments.size()), arguments.size()));
    return new SubmitArguments(values, flags, conf, resource, rest);
  }

  public boolean has(SubmitOption flag) {
    return flags.contains(flag);
  }

  public Optional<String> value(SubmitOption option) {
    return Optional.ofNullable(values.get(option));
  }

  private static void putConf(Map<String, String> conf, String pair) {
    int equals = pair.indexOf('=');
    if (equals <= 0) {
      throw usage("--conf '" + pair + "' is not of the form key=value");
    }
    conf.put(pair.substring(0, equals), pair.substring(equals + 1));
  }

  private static SlipwayException unknown(String name) {
    return usage("there is no option " + name);
  }

  private static SlipwayException usage(String problem) {
    return new SlipwayException(ErrorCode.USAGE, problem, "see slipway submit --help");
  }

  private static SlipwayException notYet(String name) {
    return new SlipwayException(
        ErrorCode.UNSUPPORTED,
        "this version of Slipway does not have the option " + name,
        "leave it out, or use Spark's own spark-submit for this application");
  }
}
