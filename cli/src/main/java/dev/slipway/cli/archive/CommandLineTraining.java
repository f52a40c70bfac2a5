package dev.slipway.cli.archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.Phase;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.LaunchReport;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.PhaseTime;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Transition;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.cli.Workplace;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.submit.ContainerNames;
import dev.slipway.standalone.submit.ObservationPage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Runs the commands that people run often, against a server that makes everything up, so that the
 * classes they load are written down.
 */
public final class CommandLineTraining {
  public static final String COMMAND = "archive-training";

  private static final ApplicationRef MADE_UP =
      new ApplicationRef(new SubmissionId("training"), "app-20260101000000-00000001");

  private CommandLineTraining() {}

  /**
   * @param run a command
   * @return 0: what a command prints or returns does not matter
   */
  public static int run(Workplace workplace, BiConsumer<Workplace, List<String>> run)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Path token = Files.createTempFile("slipway-training", ".token");
    try {
      Files.writeString(token, "0".repeat(64));
      server.createContext("/", CommandLineTraining::answer);
      server.start();
      String master = "slipway://127.0.0.1:" + server.getAddress().getPort();
      Map<String, String> environment = new HashMap<>(workplace.environment());
      environment.put(Token.VARIABLE, token.toString());
      Workplace trained =
          new Workplace(environment, workplace.folders(), workplace.root(), workplace.terminal());
      for (List<String> words : commands(master)) {
        run.accept(trained, words);
      }
      return 0;
    } finally {
      server.stop(0);
      Files.delete(token);
    }
  }

  private static List<List<String>> commands(String master) {
    return List.of(
        List.of("--version"),
        List.of("list", "--master", master),
        List.of("list", "--master", master, "--output", "json"),
        List.of("status", MADE_UP.id(), "--master", master),
        List.of("status", MADE_UP.id(), "--master", master, "--timeline"),
        List.of(
            "submit", "--master", "local[2]", "--conf", "slipway.archive.auto=false", "app.py"));
  }

  private static void answer(HttpExchange call) throws IOException {
    String path = call.getRequestURI().getPath();
    byte[] body = RecordCodec.encode(record(path)).getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(200, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  private static Record record(String path) {
    Observation observation =
        new Observation(
            MADE_UP,
            "training",
            "nobody",
            DeployMode.CLUSTER,
            ApplicationState.RUNNING,
            Optional.empty(),
            List.of(new Transition(ApplicationState.RUNNING, Instant.EPOCH, "made up")));
    if (path.endsWith("/launch")) {
      return new LaunchReport(
          List.of(new PhaseTime(Phase.JVM, 1, true)), Map.of("driver", "made up"));
    }
    if (path.endsWith("/containers")) {
      return new ContainerNames(List.of("driver", "1"));
    }
    return path.endsWith("/applications")
        ? new ObservationPage(List.of(observation), Optional.empty())
        : observation;
  }
}
