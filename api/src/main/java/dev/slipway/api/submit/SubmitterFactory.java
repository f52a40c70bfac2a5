package dev.slipway.api.submit;

import dev.slipway.api.MasterUrl;

/** One cluster manager, as seen by those who submit. */
public interface SubmitterFactory {
  boolean accepts(MasterUrl master);

  Capabilities capabilities(MasterUrl master);

  Submitter open(MasterUrl master, SubmitterContext context);
}
