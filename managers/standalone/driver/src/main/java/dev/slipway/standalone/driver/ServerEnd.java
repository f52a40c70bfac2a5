package dev.slipway.standalone.driver;

import dev.slipway.api.SlipwayException;
import dev.slipway.link.RemoteEnd;
import java.net.http.HttpClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A server of {@code slipway://}, by WebSockets on one of its paths. */
public final class ServerEnd implements RemoteEnd {
  private final ServerAddress address;
  private final String path;
  private final Token token;
  private final ExecutorService sockets;
  private final HttpClient http;

  public ServerEnd(ServerAddress address, String path, Token token) {
    this.address = address;
    this.path = path;
    this.token = token;
    this.sockets = Executors.newFixedThreadPool(2, ServerEnd::thread);
    this.http = token.client().executor(sockets).build();
  }

  @Override
  public Channel open(Consumer<String> received, Consumer<String> ended) {
    return WebSocketChannel.open(http, address, path, token, received, ended);
  }

  @Override
  public SlipwayException unreachable(String why, Throwable cause) {
    return address.unreachable(why, cause);
  }

  @Override
  public String name() {
    return "the server of " + address.master();
  }

  @Override
  public void close() {
    sockets.shutdown();
  }

  private static Thread thread(Runnable task) {
    Thread made = new Thread(task, "slipway-link-socket");
    made.setDaemon(true);
    return made;
  }
}
