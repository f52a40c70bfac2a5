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
 * @param conf of {@code --conf}; given twice, the last counts
 * @param extraPropertiesFiles in order; later ones win
 * @param resource empty with {@code --version} and {@code --help}, after which nothing is read
 */
public record SubmitArguments(
    Map<SubmitOption, String> values,
    Set<SubmitOption> flags,
    Map<String, String> conf,
    List<String> extraPropertiesFiles,
    Optional<String> resource,
    List<String> applicationArguments) {

  public SubmitArguments {
    values = Map.copyOf(values);
    flags = Set.copyOf(flags);
    conf = Map.copyOf(conf);
    extraPropertiesFiles = List.copyOf(extraPropertiesFiles);
    applicationArguments = List.copyOf(applicationArguments);
  }

  /**
   * @throws SlipwayException USAGE or UNSUPPORTED
   */
  public static SubmitArguments parse(List<String> words) {
    return new Parser(words).parse();
  }

  public boolean has(SubmitOption flag) {
    return flags.contains(flag);
  }

  public Optional<String> value(SubmitOption option) {
    return Optional.ofNullable(values.get(option));
  }

  /** One walk over the words. */
  private static final class Parser {
    private final Map<SubmitOption, String> values = new EnumMap<>(SubmitOption.class);
    private final Set<SubmitOption> flags = EnumSet.noneOf(SubmitOption.class);
    private final Map<String, String> conf = new LinkedHashMap<>();
    private final List<String> extraFiles = new ArrayList<>();
    private final List<String> words;
    private int at;

    Parser(List<String> words) {
      this.words = words;
    }

    SubmitArguments parse() {
      while (at < words.size() && words.get(at).startsWith("-") && !isAnswered()) {
        option(words.get(at++));
      }
      List<String> rest = isAnswered() ? List.of() : words.subList(at, words.size());
      return new SubmitArguments(
          values,
          flags,
          conf,
          extraFiles,
          rest.stream().findFirst(),
          rest.stream().skip(1).toList());
    }

    private boolean isAnswered() {
      return flags.contains(SubmitOption.VERSION) || flags.contains(SubmitOption.HELP);
    }

    private void option(String word) {
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      SubmitOption option =
          SubmitOption.named(name).orElseThrow(() -> usage("there is no option " + name));
      if (option.kind().refused()) {
        throw notYet(name);
      }
      if (!option.kind().takesValue()) {
        flags.add(option);
        return;
      }
      if (equals < 0 ? at == words.size() : equals == word.length() - 1) {
        throw usage("option " + name + " needs a value");
      }
      value(option, equals < 0 ? words.get(at++) : word.substring(equals + 1));
    }

    private void value(SubmitOption option, String value) {
      if (option == SubmitOption.CONF) {
        conf(value);
      } else if (option == SubmitOption.EXTRA_PROPERTIES_FILE) {
        extraFiles.add(value);
      } else {
        values.put(option, value);
      }
    }

    private void conf(String pair) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw usage("--conf '" + pair + "' is not of the form key=value");
      }
      conf.put(pair.substring(0, equals), pair.substring(equals + 1));
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
}
