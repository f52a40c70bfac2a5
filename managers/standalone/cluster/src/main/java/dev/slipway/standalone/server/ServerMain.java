package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.node.DaemonArguments;
import dev.slipway.standalone.node.DaemonFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server as a daemon: {@code --listen HOST:PORT --data DIR --token-file FILE [--advertise HOST]
 * [--conf KEY=VALUE]}. When it listens, {@code DIR/address} says where. TERM ends it.
 */
public final class ServerMain {
  private ServerMain() {}

  public static void main(String[] words) {
    try {
      run(DaemonArguments.parse(List.of(words)));
    } catch (SlipwayException e) {
      System.err.println(e.describe());
      System.exit(e.code().exitCode());
    }
  }

  /**
   * Returns when it listens; it serves until TERM.
   *
   * @throws SlipwayException USAGE, UNAUTHORIZED, PORT_IN_USE, INVALID_VALUE, CONFLICT, SYSTEM
   */
  public static void run(DaemonArguments arguments) {
    Listening listening =
        Listening.parse(
            arguments.required("--listen"),
            Optional.ofNullable(arguments.options().get("--advertise")));
    Path data = Path.of(arguments.required("--data")).toAbsolutePath();
    DaemonFolder held = DaemonFolder.claim(data, "--data");
    TokenFile tokenFile = new TokenFile(Path.of(arguments.required("--token-file")));
    Optional<ServerCertificate> certificate =
        certificate(listening, data, tokenFile, arguments.properties());
    Token token = Token.read(tokenFile.path());
    if (System.getProperty("org.sqlite.tmpdir") == null) {
      // Its native library is unpacked where a killed server leaves nothing in anybody's way.
      System.setProperty("org.sqlite.tmpdir", folder(data.resolve("native")).toString());
    }
    ClusterServer server =
        ClusterServer.start(listening, certificate, token, data, arguments.properties());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, held), "slipway-stop"));
    write(data.resolve("address"), server.address());
  }

  private static void stop(ClusterServer server, DaemonFolder held) {
    server.close();
    held.close();
  }

  /** A token file that names a certificate means TLS, on loopback too. */
  private static Optional<ServerCertificate> certificate(
      Listening listening, Path data, TokenFile tokenFile, Map<String, String> properties) {
    Optional<ServerCertificate> given = ServerCertificate.given(properties);
    boolean plain = listening.isLoopback() && Token.read(tokenFile.path()).trust().isPlainText();
    if (given.isPresent() || plain) {
      return given;
    }
    ServerCertificate own =
        ServerCertificate.own(folder(data).resolve("tls"), listening.advertised());
    tokenFile.name(own.fingerprint());
    return Optional.of(own);
  }

  private static Path folder(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot make " + path + ": " + e.getMessage(),
          "mend its folder's permissions",
          e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Path aside = Path.of(file + ".new");
      Files.writeString(aside, text + "\n");
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot write " + file + ": " + e.getMessage(),
          "mend its folder's permissions",
          e);
    }
  }
}
