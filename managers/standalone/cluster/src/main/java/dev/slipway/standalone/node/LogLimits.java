package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import java.util.Map;

/**
 * How long a container's logs become.
 *
 * @param bytes of the file that is written to
 * @param keep how many pieces of that size stay beside it, one at least
 */
public record LogLimits(long bytes, int keep) {

  /**
   * @throws SlipwayException INVALID_VALUE
   */
  static LogLimits of(Map<String, String> properties) {
    String size = text(properties, SlipwayKey.LOGS_MAX_SIZE);
    String keep = text(properties, SlipwayKey.LOGS_KEEP);
    Memory each = Memory.parse(SlipwayKey.LOGS_MAX_SIZE.key(), size);
    if (each.mebibytes() == 0) {
      throw invalid(SlipwayKey.LOGS_MAX_SIZE, size, "1m or more");
    }
    if (!keep.matches("0*[1-9]\\d{0,3}")) {
      throw invalid(SlipwayKey.LOGS_KEEP, keep, "a whole number from 1 to 9999");
    }
    return new LogLimits(each.mebibytes() << 20, Integer.parseInt(keep));
  }

  private static String text(Map<String, String> properties, SlipwayKey key) {
    return properties.getOrDefault(key.key(), key.otherwise()).strip();
  }

  private static SlipwayException invalid(SlipwayKey key, String text, String wanted) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE, key.key() + " is '" + text + "', not " + wanted, "correct it");
  }
}
