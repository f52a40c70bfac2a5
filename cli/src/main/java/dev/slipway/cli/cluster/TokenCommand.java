package dev.slipway.cli.cluster;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.cli.Workplace;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.server.UserTokens;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway cluster token USER}: gives a user a token, on the server's machine. */
@Command(
    name = "token",
    description = "Print a token file for a user; an earlier one of the user's is void then.",
    mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
  @Parameters(paramLabel = "USER", description = "the account's name on the nodes")
  private String user;

  @Option(names = "--revoke", description = "take the user's token back, and print none")
  private boolean revoke;

  @Option(names = "--data", description = "the server's folder (default: in the state folder)")
  private Path data;

  @Option(names = "--token-file", description = "the cluster's (default: in the state folder)")
  private Path tokenFile;

  private final ClusterFolder folder;

  TokenCommand(Workplace workplace) {
    this.folder = new ClusterFolder(workplace.folders().state().resolve("cluster"));
  }

  @Override
  public Integer call() {
    UserTokens users = UserTokens.in(data == null ? folder.server().folder() : data);
    if (!revoke) {
      Token cluster = Token.read(tokenFile == null ? folder.token() : tokenFile);
      System.out.print(cluster.with(users.give(user)).fileContent());
    } else if (!users.takeBack(user)) {
      throw new SlipwayException(
          ErrorCode.NOT_FOUND, "'" + user + "' has no token here", "look into " + users.file());
    }
    return 0;
  }
}
