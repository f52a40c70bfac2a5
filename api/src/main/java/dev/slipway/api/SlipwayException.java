package dev.slipway.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one error type. It says what happened and to what ({@link #problem()}) and what to do next
 * ({@link #remedy()}); commands print both and no stack trace.
 */
public final class SlipwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String problem;
  private final String remedy;

  public SlipwayException(ErrorCode code, String problem, String remedy) {
    this(code, problem, remedy, null);
  }

  public SlipwayException(
      ErrorCode code, String problem, String remedy, @Nullable Throwable cause) {
    super(problem + "; " + remedy + " [" + code.code() + "]", cause);
    this.code = Objects.requireNonNull(code);
    this.problem = problem;
    this.remedy = remedy;
  }

  /**
   * SYSTEM, of a file or a folder: the disk is full, or the operating system forbids it.
   *
   * @param problem what cannot be done to which
   */
  public static SlipwayException ofFiles(String problem, Exception cause) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        problem + ": " + cause.getMessage(),
        "look at the disk's space and the folder's permissions",
        cause);
  }

  public ErrorCode code() {
    return code;
  }

  public String problem() {
    return problem;
  }

  public String remedy() {
    return remedy;
  }

  /** The two lines a user sees. */
  public String describe() {
    return "slipway: " + problem + " [" + code.code() + "]\n  " + remedy;
  }
}
