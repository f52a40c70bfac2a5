package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage.Problem;
import dev.slipway.standalone.node.NodeMessage;
import dev.slipway.standalone.submit.ContainerNames;
import dev.slipway.standalone.submit.StopRequest;
import dev.slipway.standalone.submit.SubmitRequest;
import dev.slipway.standalone.submit.UploadedFile;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Applications, and the files of those in cluster mode, over HTTP. Errors are a {@link Problem}.
 */
final class ApplicationsApi {
  /** The attribute of a call that says who sent it. */
  static final String BEARER = "bearer";

  private static final int PAGE = 1000;
  private static final int LOG_PART = 1 << 20;

  private final Events events;
  private final LogDesk logs;
  private final FileStore files;

  ApplicationsApi(Events events, LogDesk logs, FileStore files) {
    this.events = events;
    this.logs = logs;
    this.files = files;
  }

  void configure(RoutesConfig routes) {
    routes.exception(SlipwayException.class, ApplicationsApi::refuse);
    routes.post("/v1/applications", this::submit);
    routes.get("/v1/applications", this::list);
    routes.get("/v1/applications/{id}", this::observe);
    routes.post("/v1/applications/{id}/stop", this::stop);
    routes.get("/v1/applications/{id}/containers", this::containers);
    routes.get("/v1/applications/{id}/containers/{name}/logs/{stream}", this::log);
    routes.head("/v1/files/{sha256}", this::hasFile);
    routes.get("/v1/files/{sha256}", this::getFile);
    routes.put("/v1/files/{sha256}", this::putFile);
  }

  private void submit(Context call) {
    SubmitRequest request = body(call, SubmitRequest.class);
    boolean known = ask(call, (desk, who) -> desk.isSubmitted(request.submission()));
    if (!known) {
      uploads(request.spec()).forEach(this::checkHere);
    }
    answer(call, ask(call, (desk, who) -> desk.submit(who, request)));
  }

  private static Set<UploadedFile> uploads(ApplicationSpec spec) {
    try {
      return UploadedFile.in(spec);
    } catch (IllegalArgumentException e) {
      throw invalid("a file is not named as one: " + e.getMessage());
    }
  }

  private void checkHere(UploadedFile file) {
    if (files.find(file.sha256()).isEmpty()) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          file.name() + " was never uploaded, or has left since",
          "submit the application again");
    }
  }

  /**
   * {@code submission=ID} finds one; else {@code state=S} (repeated), {@code limit}, {@code after}.
   */
  private void list(Context call) {
    String submission = call.queryParam("submission");
    if (submission != null) {
      answer(call, ask(call, (desk, who) -> desk.find(who, submission)));
      return;
    }
    Set<ApplicationState> states = new LinkedHashSet<>();
    call.queryParams("state").forEach(name -> states.add(state(name)));
    int limit = (int) Math.max(1, Math.min(PAGE, number(call, "limit", PAGE)));
    Optional<String> after = Optional.ofNullable(call.queryParam("after"));
    answer(call, ask(call, (desk, who) -> desk.list(who, states, limit, after)));
  }

  private void observe(Context call) {
    answer(call, ask(call, (desk, who) -> desk.observe(who, id(call))));
  }

  private void stop(Context call) {
    StopRequest request = body(call, StopRequest.class);
    answer(
        call, ask(call, (desk, who) -> desk.stop(who, id(call), request.user(), request.mode())));
  }

  private void containers(Context call) {
    answer(call, new ContainerNames(ask(call, (desk, who) -> desk.containerNames(who, id(call)))));
  }

  /** At most {@code limit} bytes from {@code offset}; without an offset, the last ones. */
  private void log(Context call) {
    String id = id(call);
    String name = call.pathParam("name");
    String stream = call.pathParam("stream");
    ResourceManager.LogPlace place =
        events.ask(manager -> manager.logPlaceOf(bearer(call), id, name));
    long offset = number(call, "offset", -1);
    int limit = (int) Math.min(number(call, "limit", LOG_PART), LOG_PART);
    NodeMessage.LogPart part =
        place
            .agent()
            .flatMap(agent -> logs.read(agent, place.container(), stream, offset, limit))
            .orElseThrow(
                () ->
                    new SlipwayException(
                        ErrorCode.SYSTEM,
                        place.node() + ", which has the logs, does not answer",
                        "see slipway cluster status"));
    byte[] bytes =
        Base64.getDecoder()
            .decode(
                part.base64()
                    .orElseThrow(
                        () ->
                            missing("container " + name + " of " + id + " has no log " + stream)));
    call.header("X-Log-Size", Long.toString(part.size()));
    call.header(Protocol.LOG_OFFSET, Long.toString(part.offset()));
    call.contentType("application/octet-stream").result(bytes);
  }

  /** Who sent a call that came through the server's check. */
  static Bearer bearer(Context call) {
    Bearer bearer = call.attribute(BEARER);
    if (bearer == null) {
      throw new IllegalStateException("a call without a bearer came through");
    }
    return bearer;
  }

  private <T> T ask(Context call, BiFunction<ApplicationDesk, Bearer, T> question) {
    Bearer who = bearer(call);
    return events.ask(manager -> manager.applications(desk -> question.apply(desk, who)));
  }

  private static String id(Context call) {
    return call.pathParam("id");
  }

  private void hasFile(Context call) {
    call.status(files.find(digest(call)).isPresent() ? 200 : 404);
  }

  private void getFile(Context call) throws IOException {
    if (!bearer(call).isOperator()) {
      throw missing("files are for nodes");
    }
    Path file = files.find(digest(call)).orElseThrow(() -> missing("this file was never uploaded"));
    call.contentType("application/octet-stream").result(Files.newInputStream(file));
  }

  private void putFile(Context call) {
    files.put(digest(call), call.bodyInputStream());
  }

  private static String digest(Context call) {
    String text = call.pathParam("sha256");
    if (!UploadedFile.isDigest(text)) {
      throw invalid("'" + text + "' is not a SHA-256");
    }
    return text;
  }

  private static <T extends Record> T body(Context call, Class<T> type) {
    try {
      return RecordCodec.decode(type, call.body());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw invalid("the request is not understood: " + e.getMessage());
    }
  }

  private static ApplicationState state(String name) {
    try {
      return ApplicationState.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw invalid("'" + name + "' is not an application's state");
    }
  }

  private static long number(Context call, String name, long otherwise) {
    String text = call.queryParam(name);
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : otherwise;
  }

  private static void answer(Context call, Record answer) {
    call.contentType("application/json").result(RecordCodec.encode(answer));
  }

  private static SlipwayException missing(String what) {
    return new SlipwayException(ErrorCode.NOT_FOUND, what, "see slipway list");
  }

  private static SlipwayException invalid(String what) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE, what, "run the same version of Slipway on both sides");
  }

  private static void refuse(SlipwayException e, Context call) {
    boolean missing = e.code() == ErrorCode.NOT_FOUND;
    boolean ours = e.code() == ErrorCode.SYSTEM;
    int status = missing ? 404 : ours ? 503 : 400;
    call.status(status).contentType("application/json").result(RecordCodec.encode(Problem.of(e)));
  }
}
