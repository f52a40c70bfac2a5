package dev.slipway.cli.doctor;

/**
 * One thing that was looked for.
 *
 * @param found what is there, in a few words
 * @param mend the command that mends it; empty when nothing needs mending
 */
record Finding(String what, Status status, String found, String mend) {

  /** How bad it is. */
  enum Status {
    OK,
    /** Slipway runs; something is less good, or comes by itself. */
    NOTE,
    /** Something that is needed is not there. */
    MISSING
  }

  static Finding ok(String what, String found) {
    return new Finding(what, Status.OK, found, "");
  }

  static Finding note(String what, String found, String mend) {
    return new Finding(what, Status.NOTE, found, mend);
  }

  static Finding missing(String what, String found, String mend) {
    return new Finding(what, Status.MISSING, found, mend);
  }
}
