package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LogSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log of one container. YARN tells either all of it or its last bytes, so that what was told is
 * kept, and asked for is only what came later. Safe for use by several threads, which wait for each
 * other.
 */
final class ContainerLog implements LogSource {
  /** YARN's answer to: all, or the last so many bytes. */
  interface Asking {
    long ALL = Long.MAX_VALUE;

    /**
     * @return empty: there is none, at the moment
     * @throws SlipwayException it cannot be asked for, or is no more
     */
    Optional<ToldLog> ask(String stream, long last);
  }

  private static final List<String> STREAMS = List.of("stdout", "stderr");
  private static final int MOST_QUESTIONS = 3;

  private final Asking yarn;
  private final boolean grows;
  private final Map<String, ToldLog> told = new HashMap<>(); // guarded by this

  /**
   * @param grows whether more may come
   */
  ContainerLog(Asking yarn, boolean grows) {
    this.yarn = yarn;
    this.grows = grows;
  }

  @Override
  public List<String> streams() {
    return STREAMS;
  }

  @Override
  public synchronized Part read(String stream, long offset, int limit) {
    if (!STREAMS.contains(stream)) {
      throw new SlipwayException(
          ErrorCode.NOT_FOUND, "there is no stream " + stream, "there are stdout and stderr");
    }
    try {
      ToldLog known = told.get(stream);
      if (known == null || (grows && offset >= known.end())) {
        known = askFrom(stream, offset, limit, known);
      }
      return known == null ? new Part(offset, new byte[0]) : known.read(offset, limit);
    } catch (IOException e) {
      throw SlipwayException.ofFiles(stream + " cannot be kept", e);
    }
  }

  /** A node that was there may be away for a moment. */
  private Optional<ToldLog> askAgain(String stream, long last, boolean again) {
    try {
      return yarn.ask(stream, last);
    } catch (SlipwayException e) {
      if (again) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** While it is read it grows. */
  private @Nullable ToldLog askFrom(String stream, long offset, int limit, @Nullable ToldLog known)
      throws IOException {
    ToldLog newest = known;
    long last = known == null ? Asking.ALL : limit;
    for (int i = 0; i < MOST_QUESTIONS; i++) {
      Optional<ToldLog> answer = askAgain(stream, last, newest != null);
      if (answer.isEmpty()) {
        return newest;
      }
      ToldLog before = told.put(stream, answer.get());
      if (before != null) {
        before.close();
      }
      newest = answer.get();
      if (newest.begin() <= offset) {
        return newest;
      }
      last = newest.end() - offset + limit;
    }
    return newest;
  }
}
