package dev.slipway.yarn.master;

import java.util.Set;

/** What becomes of decisions on executors. Nothing here waits. */
interface Effects {
  void ask(Ask ask);

  /** Also for one that was met. */
  void withdraw(Ask ask);

  /** One that is not wanted any more, and in which nothing was started. */
  void giveBack(Grant grant);

  void start(ExecutorContainer executor);

  /** TERM, and after YARN's own grace KILL, to all of its processes. */
  void stop(ExecutorContainer executor);

  /** The hosts on which nothing is to be given; all of them. */
  void exclude(Set<String> hosts);
}
