package dev.slipway.api;

/**
 * Stable codes of everything that Slipway refuses or cannot do. A code is never given a second
 * meaning; scripts may test for it. {@link #exitCode()} is what a command ends with.
 */
public enum ErrorCode {
  /** The command line cannot be understood. */
  USAGE,
  /** An option or key that this version does not have yet. */
  UNSUPPORTED,
  /** A value does not parse: a memory string, a number, a port. */
  INVALID_VALUE,
  MASTER_UNKNOWN,
  MASTER_UNREACHABLE,
  /** The application's code names another master than its submission. */
  MASTER_MISMATCH,
  /** A token is missing, or is not the server's; there is no Kerberos ticket. */
  UNAUTHORIZED,
  /** The jar, the .py file or something it depends on does not exist or cannot be read. */
  RESOURCE_MISSING,
  /** No repository has a Maven package that was asked for, or one that it needs. */
  PACKAGE_MISSING,
  /** A Maven package is not what its repository's checksum says, or has none. */
  PACKAGE_CORRUPT,
  REPOSITORY_UNREACHABLE,
  MAIN_CLASS_MISSING,
  JAVA_MISSING,
  PYTHON_MISSING,
  SPARK_MISSING,
  SPARK_VERSION,
  /** The master yarn, and nothing says where YARN is. */
  HADOOP_CONF_MISSING,
  /** No node could ever hold the container asked for. */
  NEVER_FITS,
  /** Executors died too often. */
  EXECUTORS_FAILING,
  PORT_IN_USE,
  /** No such application, container or cluster. */
  NOT_FOUND,
  /** What was asked for contradicts what is there. */
  CONFLICT,
  /** The other side broke the protocol, or speaks another version of it. */
  PROTOCOL,
  /** The operating system refused: a folder that cannot be written, a full disk. */
  SYSTEM;

  /** As printed: {@code SLW-MASTER-UNKNOWN}. */
  public String code() {
    return "SLW-" + name().replace('_', '-');
  }

  /**
   * 2 for a command line that cannot be understood, as shells have it; 1, as Spark's, for the rest.
   */
  public int exitCode() {
    return this == USAGE ? 2 : 1;
  }
}
