package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.node.DaemonArguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The server as a daemon: {@code --listen HOST:PORT --data DIR --token-file FILE [--conf
 * KEY=VALUE]}. When it listens, {@code DIR/address} says where. TERM ends it.
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
   * @throws SlipwayException USAGE, UNAUTHORIZED, PORT_IN_USE, UNSUPPORTED
   */
  public static void run(DaemonArguments arguments) {
    String listen = arguments.required("--listen");
    int colon = listen.lastIndexOf(':');
    String host = listen.substring(0, Math.max(colon, 0));
    int port = DaemonArguments.number("--listen", listen.substring(colon + 1), 65535);
    Path data = Path.of(arguments.required("--data")).toAbsolutePath();
    Token token = Token.read(Path.of(arguments.required("--token-file")));
    if (System.getProperty("org.sqlite.tmpdir") == null) {
      // Its native library is unpacked where a killed server leaves nothing in anybody's way.
      System.setProperty("org.sqlite.tmpdir", folder(data.resolve("native")).toString());
    }
    ClusterServer server = ClusterServer.start(host, port, token, data, arguments.properties());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "slipway-stop"));
    write(data.resolve("address"), server.address());
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
