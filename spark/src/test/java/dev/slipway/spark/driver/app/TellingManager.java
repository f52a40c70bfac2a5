package dev.slipway.spark.driver.app;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.api.driver.DriverSideFactory;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ManagerTraits;
import java.util.Optional;

/** A manager's side that has no executors and prints what its driver tells it. */
public final class TellingManager implements DriverSideFactory {
  public static final String MASTER = "slipway://telling:1";
  public static final String UNREACHABLE = "slipway://nobody:1";

  @Override
  public boolean accepts(MasterUrl master) {
    return master.text().equals(MASTER) || master.text().equals(UNREACHABLE);
  }

  @Override
  public ManagerTraits traits() {
    return new ManagerTraits(2, true, true, true, false);
  }

  @Override
  public ExecutorProvider executors(MasterUrl master, DriverContext context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DriverLifecycle lifecycle(MasterUrl master, DriverContext context) {
    return new Telling(master);
  }

  private record Telling(MasterUrl master) implements DriverLifecycle {
    @Override
    public void connect(Optional<Demand> first) {
      tell("connect");
      if (master.text().equals(UNREACHABLE)) {
        throw new SlipwayException(
            ErrorCode.MASTER_UNREACHABLE, "nobody answers at " + master, "start it");
      }
    }

    @Override
    public void finished(ApplicationOutcome outcome) {
      tell("finished with " + outcome.exitCode());
    }

    @Override
    public void close() {
      tell("close");
    }

    private static void tell(String what) {
      System.out.println("manager: " + what);
    }
  }
}
