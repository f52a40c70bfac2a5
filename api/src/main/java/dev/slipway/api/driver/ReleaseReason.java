package dev.slipway.api.driver;

/** Why a driver gives an executor back. */
public enum ReleaseReason {
  /** No longer needed: idle, or above the target. */
  UNNEEDED,
  /** The driver lost it; wherever it still runs, it must be ended and never counted again. */
  LOST,
  /** It was decommissioned and is done. */
  DECOMMISSIONED,
  /** Its recipe is not the application's. */
  WRONG_RECIPE;

  /** What its executor's end is told as. */
  public String words() {
    return switch (this) {
      case UNNEEDED -> "given back by its driver";
      case LOST -> "lost by its driver";
      case DECOMMISSIONED -> "decommissioned";
      case WRONG_RECIPE -> "not of its application's recipe";
    };
  }
}
