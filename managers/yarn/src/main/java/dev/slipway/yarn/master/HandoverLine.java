package dev.slipway.yarn.master;

import dev.slipway.launch.Handover;

/** An executor's JVM at the other end, which waits. Never blocks for long, never throws. */
interface HandoverLine {
  void answer(Handover handover);

  /** Nobody will want it. */
  void hangUp();
}
