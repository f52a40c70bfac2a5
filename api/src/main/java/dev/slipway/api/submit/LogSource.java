package dev.slipway.api.submit;

import java.util.List;

/** The log files of one container, readable while it runs and afterwards. */
public interface LogSource {

  /** {@code stdout}, {@code stderr}. */
  List<String> streams();

  /**
   * At most {@code limit} bytes from {@code offset}. An empty array means that there are no more
   * yet.
   *
   * @throws dev.slipway.api.SlipwayException NOT_FOUND when the container or the stream is not
   *     there
   */
  byte[] read(String stream, long offset, int limit);
}
