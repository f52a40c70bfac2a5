package dev.slipway.standalone.node;

import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.launch.process.Shim;
import dev.slipway.standalone.submit.UploadedFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A JVM's start in one container's folder, whole; which application it is for is handed over to it.
 * One that is running already serves for another that is equal.
 *
 * @param account under which it runs; empty: the agent's
 * @param configuration of the client's, which lies in the folder
 */
record JvmStart(
    List<String> words,
    Map<String, String> environment,
    Optional<Account> account,
    Optional<UploadedFile> configuration) {
  private static final Pattern AT_WORK =
      Pattern.compile(
          "-(agent|javaagent:|Xrun|Xdebug|Xloggc|Xlog:.*file=|XX:StartFlightRecording"
              + "|XX:\\+FlightRecorder|Dcom\\.sun\\.management|Dlog4j).*");

  JvmStart {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** The shim stays the agent's; the command is the account's. */
  ContainerProcess begin(Shim shim, ContainerFolder folder) {
    return ContainerProcess.start(
        shim,
        folder.name(),
        folder,
        account.map(each -> each.command(words, environment, folder)).orElse(words),
        account.map(each -> Account.environmentOfTheStart()).orElse(environment));
  }

  /** Whether it opens no port and no file as long as it only waits, which others may need. */
  boolean isQuiet() {
    return words.stream().noneMatch(word -> AT_WORK.matcher(word).matches());
  }
}
