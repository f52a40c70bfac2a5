package dev.slipway.standalone.submit;

import dev.slipway.api.submit.ContainerRef;
import dev.slipway.api.submit.LogSource;
import java.util.List;

/** A container's log files, read from its node through the server. */
record RemoteLogs(ServerClient server, ContainerRef container) implements LogSource {
  private static final List<String> STREAMS = List.of("stdout", "stderr");

  @Override
  public List<String> streams() {
    return STREAMS;
  }

  @Override
  public Part read(String stream, long offset, int limit) {
    return server.log(
        "/v1/applications/"
            + ServerClient.encode(container.application().id())
            + "/containers/"
            + ServerClient.encode(container.name())
            + "/logs/"
            + ServerClient.encode(stream)
            + "?offset="
            + offset
            + "&limit="
            + limit,
        offset);
  }
}
