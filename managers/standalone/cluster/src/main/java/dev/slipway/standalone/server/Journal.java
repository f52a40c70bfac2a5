package dev.slipway.standalone.server;

import dev.slipway.api.ContainerState;

/** Hears of every change of a container's state, before anybody else does. */
interface Journal {
  void moved(Container container, ContainerState from, String why);
}
