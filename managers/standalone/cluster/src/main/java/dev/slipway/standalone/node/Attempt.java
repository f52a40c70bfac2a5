package dev.slipway.standalone.node;

/**
 * One run of an application's driver, with the executors it got. A supervised driver that failed
 * has another; nothing of the one before may take part in it.
 *
 * @param number from 1
 */
public record Attempt(String application, int number) {

  /** A container's id: unique in time and among clusters. */
  public String container(String name) {
    return application + (number == 1 ? "-" : "-a" + number + "-") + name;
  }
}
