package dev.slipway.standalone.server;

import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.Json;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.node.Housekeeping;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage;
import dev.slipway.standalone.node.Retention;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.UnauthorizedResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's HTTP and WebSocket side. Every call carries the token, except a container's logs,
 * which a browser asks for and which have a key of their own. Off loopback it speaks TLS only.
 */
public final class ClusterServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterServer.class);
  private static final int LOG_TAIL = 1 << 20;
  private static final Duration TIDY_UP = Duration.ofMinutes(1);

  private final Listening listening;
  private final Optional<ServerCertificate> certificate;
  private final Tokens tokens;
  private final Events events;
  private final LogDesk logDesk = new LogDesk();
  private final ApplicationStore store;
  private final FileStore files;
  private final ApplicationsApi applications;
  private final Housekeeping housekeeping = new Housekeeping();
  private final Javalin http;

  private ClusterServer(
      Listening listening,
      Optional<ServerCertificate> certificate,
      Token token,
      Path data,
      Limits limits,
      Clock clock) {
    this.listening = listening;
    this.certificate = certificate;
    this.tokens = new Tokens(token, UserTokens.in(data));
    this.store = SqliteStore.open(data.resolve("applications.db"));
    Identifiers identifiers = new Identifiers(clock, new SecureRandom());
    String logs = (certificate.isPresent() ? "https://" : "http://") + address() + "/v1/logs";
    this.events =
        new Events(new ResourceManager(new LogJournal(), store, identifiers, logs, limits, clock));
    this.files = new FileStore(data.resolve("files"), clock);
    this.applications = new ApplicationsApi(events, logDesk, files);
    this.http = Javalin.create(this::configure);
  }

  /**
   * Listens when it returns.
   *
   * @param certificate empty: plain text
   * @param data where what outlives it lies
   * @throws SlipwayException PORT_IN_USE; UNSUPPORTED in plain text off loopback
   */
  static ClusterServer start(
      Listening listening,
      Optional<ServerCertificate> certificate,
      Token token,
      Path data,
      Map<String, String> properties) {
    if (certificate.isEmpty()) {
      listening.refuseOffLoopback();
    }
    ClusterServer server =
        new ClusterServer(
            listening.withPort(),
            certificate,
            token,
            data,
            Limits.of(properties),
            Clock.systemUTC());
    Retention retention = Retention.of(properties);
    server.http.start(server.listening.host(), server.listening.port());
    server.housekeeping.every(TIDY_UP, () -> server.tidy(retention));
    LOG.info("Serving at {}", server.master());
    certificate.ifPresent(own -> LOG.info("Its certificate is {}", own.fingerprint()));
    return server;
  }

  public String address() {
    return listening.address();
  }

  public String master() {
    return "slipway://" + address();
  }

  /** Drivers' and nodes' connections end; nodes and their containers go on. */
  @Override
  public void close() {
    housekeeping.close();
    http.stop();
    events.close();
    store.close();
  }

  private void tidy(Retention retention) {
    files.tidy(retention, events.ask(manager -> manager.applications(ApplicationDesk::uploads)));
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    certificate.ifPresent(own -> config.jetty.addConnector((jetty, http) -> tls(own, jetty, http)));
    // Silence is watched by the resource manager, which knows whom it may cost what.
    config.jetty.modifyWebSocketServletFactory(
        factory -> {
          factory.setIdleTimeout(Duration.ZERO);
          factory.setMaxTextMessageSize(Protocol.MAX_MESSAGE);
        });
    config.http.maxRequestSize = Protocol.MAX_MESSAGE;
    config.routes.before(this::authorize);
    applications.configure(config.routes);
    new LaunchApi(events).configure(config.routes);
    config.routes.wsBeforeUpgrade(this::authorize);
    config.routes.get("/v1/cluster", this::cluster);
    config.routes.post("/v1/cluster/nodes/{id}/decommission", this::decommission);
    config.routes.get("/v1/logs/{container}/{stream}", this::log);
    config.routes.ws(Protocol.DRIVERS, socket -> drivers().configure(socket));
    config.routes.wsBeforeUpgrade(Protocol.NODES, this::authorizeOperator);
    config.routes.ws(Protocol.NODES, socket -> nodes().configure(socket));
  }

  private void authorize(Context call) {
    if (call.path().startsWith("/v1/logs/")) {
      return; // has a key of its own
    }
    Bearer bearer =
        tokens
            .bearer(Optional.ofNullable(call.header("Authorization")).orElse(""))
            .orElseThrow(() -> new UnauthorizedResponse("a token is required"));
    if (bearer instanceof Bearer.Driver && !call.path().equals(Protocol.DRIVERS)) {
      throw forbidden();
    }
    call.attribute(ApplicationsApi.BEARER, bearer);
  }

  /** For what is the operator's alone. By route: a path may be written in several ways. */
  private void authorizeOperator(Context call) {
    authorize(call);
    if (!ApplicationsApi.bearer(call).isOperator()) {
      throw forbidden();
    }
  }

  private static ForbiddenResponse forbidden() {
    return new ForbiddenResponse("this token is not for that");
  }

  private void cluster(Context call) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("master", master());
    answer.put("nodes", events.ask(ResourceManager::view).stream().map(NodeView::json).toList());
    call.contentType("application/json").result(Json.write(answer));
  }

  private void decommission(Context call) {
    authorizeOperator(call);
    String id = call.pathParam("id");
    NodeView node = events.ask(manager -> manager.decommission(id));
    call.contentType("application/json").result(Json.write(node.json()));
  }

  /** The last MiB, or what {@code offset} and {@code limit} say. */
  private void log(Context call) {
    String container = call.pathParam("container");
    String stream = call.pathParam("stream");
    String key = Optional.ofNullable(call.queryParam("key")).orElse("");
    Optional<ResourceManager.LogPlace> place =
        events.ask(manager -> manager.logPlace(container, key));
    if (place.isEmpty()) {
      call.status(404).result("There is no such container, or this is not its key.\n");
      return;
    }
    long offset = number(call, "offset", -1);
    int limit = (int) Math.min(number(call, "limit", LOG_TAIL), LOG_TAIL);
    Optional<NodeMessage.LogPart> part =
        place.get().agent().flatMap(agent -> logDesk.read(agent, container, stream, offset, limit));
    if (part.isEmpty()) {
      call.status(503).result(place.get().node() + ", which has it, does not answer.\n");
    } else if (part.get().base64().isEmpty()) {
      call.status(404).result("There is no such log.\n");
    } else {
      call.header("X-Log-Size", Long.toString(part.get().size()));
      call.header(Protocol.LOG_OFFSET, Long.toString(part.get().offset()));
      call.header("X-Content-Type-Options", "nosniff");
      call.contentType("text/plain; charset=utf-8")
          .result(Base64.getDecoder().decode(part.get().base64().get()));
    }
  }

  private static long number(Context call, String name, long otherwise) {
    String text = call.queryParam(name);
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : otherwise;
  }

  private Sockets<DriverMessage, ServerMessage> drivers() {
    return new Sockets<>(
        tokens::bearer,
        text -> RecordCodec.decode(DriverMessage.class, text),
        message -> RecordCodec.encode(ServerMessage.class, message),
        ServerMessage.Refused::new,
        new Sockets.Receiver<>() {
          @Override
          public void said(Peer<ServerMessage> peer, DriverMessage message) {
            events.tell(manager -> manager.driverSaid(peer, message));
          }

          @Override
          public void gone(Peer<ServerMessage> peer, String why) {
            events.tell(manager -> manager.driverGone(peer, why));
          }
        });
  }

  private Sockets<NodeMessage, NodeCommand> nodes() {
    return new Sockets<>(
        header -> tokens.bearer(header).filter(Bearer::isOperator),
        text -> RecordCodec.decode(NodeMessage.class, text),
        message -> RecordCodec.encode(NodeCommand.class, message),
        NodeCommand.Refused::new,
        new Sockets.Receiver<>() {
          @Override
          public void said(Peer<NodeCommand> peer, NodeMessage message) {
            if (message instanceof NodeMessage.LogPart part) {
              logDesk.answered(part);
            }
            events.tell(manager -> manager.nodeSaid(peer, message));
          }

          @Override
          public void gone(Peer<NodeCommand> peer, String why) {
            events.tell(manager -> manager.nodeGone(peer, why));
          }
        });
  }

  private Connector tls(ServerCertificate own, Server jetty, HttpConfiguration http) {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setKeyStore(own.store());
    context.setKeyStorePassword(ServerCertificate.PASSWORD);
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    // Whoever pins a certificate may reach it under any name.
    http.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(jetty, context, new HttpConnectionFactory(http));
    connector.setHost(listening.host());
    connector.setPort(listening.port());
    return connector;
  }

  private static final class LogJournal implements Journal {
    @Override
    public void moved(Container container, dev.slipway.api.ContainerState from, String why) {
      LOG.info("{}: {} -> {}: {}", container.identity.id(), from, container.state(), why);
    }
  }
}
