package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The daemons' options: {@code --name value}, and {@code --conf key=value} any number of times. */
public record DaemonArguments(Map<String, String> options, Map<String, String> properties) {

  /**
   * @throws SlipwayException {@link ErrorCode#USAGE}
   */
  public static DaemonArguments parse(List<String> words) {
    Map<String, String> options = new HashMap<>();
    Map<String, String> properties = new HashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      String name = words.get(i);
      if (!name.startsWith("--") || i + 1 == words.size()) {
        throw usage("'" + name + "' is not an option with a value");
      }
      String value = words.get(i + 1);
      int equals = value.indexOf('=');
      if (!name.equals("--conf")) {
        options.put(name, value);
      } else if (equals > 0) {
        properties.put(value.substring(0, equals), value.substring(equals + 1));
      } else {
        throw usage("--conf " + value + " has no key and value");
      }
    }
    return new DaemonArguments(options, properties);
  }

  public String required(String name) {
    String value = options.get(name);
    if (value == null) {
      throw usage(name + " is missing");
    }
    return value;
  }

  public static int number(String name, String text, int largest) {
    if (text.matches("\\d{1,9}") && Integer.parseInt(text) <= largest) {
      return Integer.parseInt(text);
    }
    throw usage(name + ": '" + text + "' is not a number up to " + largest);
  }

  private static SlipwayException usage(String problem) {
    return new SlipwayException(ErrorCode.USAGE, problem, "see slipway server --help, node --help");
  }
}
