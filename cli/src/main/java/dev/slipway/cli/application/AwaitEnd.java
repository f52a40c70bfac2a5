package dev.slipway.cli.application;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.DurationText;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.Transition;
import dev.slipway.cli.Workplace;
import dev.slipway.core.IdentityKeys;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * What {@code submit} becomes in cluster mode once the application is submitted: waits for its end.
 * The words after the command are the master, the submission, the application, and properties as
 * {@code key=value}.
 */
public final class AwaitEnd {
  public static final String COMMAND = "await-end";
  private static final Set<String> OF_SLIPWAY =
      Set.of(SlipwayKey.TOKEN_FILE.key(), SlipwayKey.TLS_TRUST.key());

  /** YARN's, how often to look; a bare number is in milliseconds. */
  private static final String INTERVAL = "spark.yarn.report.interval";

  private static final long LEAST_MILLIS = 20;
  private static final long LOOK_MILLIS = 180;
  private static final long AGAIN_MILLIS = 1000;
  private static final long SAY_AGAIN_NANOS = 3_000_000_000L;

  private final Workplace workplace;
  private int told = 1; // submit told the first
  private long lookMillis = LOOK_MILLIS;
  private String said = "";
  private long saidAt = System.nanoTime();

  public AwaitEnd(Workplace workplace) {
    this.workplace = workplace;
  }

  /** Of an application's, those by which its cluster is spoken with. */
  public static Map<String, String> properties(Map<String, String> all) {
    return all.entrySet().stream()
        .filter(
            entry ->
                OF_SLIPWAY.contains(entry.getKey())
                    || entry.getKey().equals(INTERVAL)
                    || IdentityKeys.ALL.contains(entry.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * @return the application's exit code
   */
  public int run(List<String> words) {
    MasterUrl master = MasterUrl.parse(words.get(0));
    ApplicationRef application = new ApplicationRef(new SubmissionId(words.get(1)), words.get(2));
    Map<String, String> properties =
        words.stream()
            .skip(3)
            .map(word -> word.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return run(master, application, properties);
  }

  /**
   * @return the application's exit code
   */
  public int run(MasterUrl master, ApplicationRef application, Map<String, String> properties) {
    String interval = properties.getOrDefault(INTERVAL, LOOK_MILLIS + "ms");
    lookMillis =
        DurationText.parse(INTERVAL, interval.matches("\\d+") ? interval + "ms" : interval)
            .plusMillis(LEAST_MILLIS)
            .toMillis();
    AtomicBoolean done = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> leave(done, master, application), "slipway-leave"));
    try (Submitter submitter = new Masters(workplace).open(master, properties)) {
      int code = Words.exitCode(follow(submitter, application));
      done.set(true);
      return code;
    } catch (SlipwayException e) {
      done.set(true);
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ErrorCode.SYSTEM.exitCode();
    }
  }

  private Observation follow(Submitter submitter, ApplicationRef application)
      throws InterruptedException {
    boolean lost = false;
    while (true) {
      long pause = lookMillis;
      try {
        Observation now = submitter.observe(application);
        if (lost) {
          say("the server is back");
        }
        lost = false;
        int known = now.transitions().size();
        // A manager that forgets an earlier step at the end tells the end all the same.
        int from = now.state().isFinal() ? Math.min(told, known - 1) : told;
        now.transitions().stream().skip(from).forEach(step -> say(Words.line(step)));
        told = known;
        sayWhatIsWaitedFor(now);
        if (now.state().isFinal()) {
          return now;
        }
      } catch (SlipwayException e) {
        if (e.code() != ErrorCode.MASTER_UNREACHABLE && e.code() != ErrorCode.SYSTEM) {
          throw e;
        }
        if (!lost) {
          say(e.problem() + "; waiting until it is back");
        }
        lost = true;
        pause = AGAIN_MILLIS;
      }
      Thread.sleep(pause);
    }
  }

  /** Some managers say more and more of one step. */
  private void sayWhatIsWaitedFor(Observation now) {
    Transition present = now.transitions().get(now.transitions().size() - 1);
    boolean isTime = System.nanoTime() - saidAt > SAY_AGAIN_NANOS;
    if (isTime && now.state() == ApplicationState.SUBMITTED && !present.why().equals(said)) {
      said = present.why();
      saidAt = System.nanoTime();
      say(Words.line(present));
    }
  }

  private static void leave(AtomicBoolean done, MasterUrl master, ApplicationRef application) {
    if (!done.get()) {
      say(application.id() + " goes on without this command; to find it:");
      say("  slipway status " + application.id() + " --master " + master);
      say("  slipway logs " + application.id() + " --master " + master);
      say("  slipway kill " + application.id() + " --master " + master);
    }
  }

  private static void say(String line) {
    System.err.println("slipway: " + line);
  }
}
