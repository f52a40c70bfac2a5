package dev.slipway.api.submit;

import java.util.List;

/** The log files of one container, readable while it runs and afterwards. */
public interface LogSource {

  /** {@code stdout}, {@code stderr}. */
  List<String> streams();

  /**
   * @param offset of its first byte among all that were ever written
   * @param bytes empty when there are no more yet
   */
  record Part(long offset, byte[] bytes) {
    /** Where to go on. */
    public long end() {
      return offset + bytes.length;
    }
  }

  /**
   * At most {@code limit} bytes from {@code offset} on, or from the oldest that are still there.
   *
   * @throws dev.slipway.api.SlipwayException NOT_FOUND when the container or the stream is not
   *     there
   */
  Part read(String stream, long offset, int limit);
}
