package dev.slipway.cli.application;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.SubmitterContext;
import dev.slipway.cli.Workplace;
import dev.slipway.standalone.submit.StandaloneSubmitterFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Finds the cluster that a command is meant for. */
public record Masters(Workplace workplace) {

  /** Who submits and stops: this process's account. */
  public static String user() {
    return System.getProperty("user.name");
  }

  /**
   * @param named by {@code --master}; empty: this user's own cluster on this machine
   * @throws SlipwayException NOT_FOUND, MASTER_UNKNOWN, UNSUPPORTED, UNAUTHORIZED
   */
  public Submitter open(Optional<String> named) {
    return open(named.map(MasterUrl::parse).orElseGet(this::local), Map.of());
  }

  public Submitter open(MasterUrl master, Map<String, String> properties) {
    StandaloneSubmitterFactory factory =
        new StandaloneSubmitterFactory(workplace.environment(), user());
    if (!factory.accepts(master)) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          "applications of " + master + " are not kept by a server",
          "name a slipway://host:port with --master");
    }
    return factory.open(
        master, new SubmitterContext(workplace.folders().state(), properties, Clock.systemUTC()));
  }

  private MasterUrl local() {
    Path file = workplace.folders().state().resolve("cluster/server/address");
    try {
      return MasterUrl.parse("slipway://" + Files.readString(file).strip());
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.NOT_FOUND,
          "no cluster was started here",
          "name one with --master, or start one with slipway cluster start",
          e);
    }
  }
}
