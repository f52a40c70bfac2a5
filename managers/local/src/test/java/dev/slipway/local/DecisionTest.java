package dev.slipway.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.ExitInfo;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DecisionTest {

  @Property
  void everyDecisionIsLegalAndLeadsToRest(
      @ForAll ApplicationState start, @ForAll boolean stop, @ForAll DriverSight.Phase phase) {
    DriverSight sight =
        switch (phase) {
          case ABSENT -> DriverSight.absent();
          case ALIVE -> DriverSight.alive();
          case ENDED -> DriverSight.ended(ExitInfo.exited(0));
        };
    ApplicationState state = start;
    for (int steps = 0; steps < 5; steps++) {
      Decision decision = Decision.decide(state, stop, sight);
      if (decision instanceof Decision.Become become) {
        assertThat(state.mayBecome(become.state())).as("%s to %s", state, become).isTrue();
        state = become.state();
      } else if (decision instanceof Decision.Start) {
        assertThat(stop).isFalse();
        assertThat(state).isNotEqualTo(ApplicationState.SUBMITTED);
        sight = DriverSight.alive();
      } else {
        assertThat(state.isFinal() || state == ApplicationState.RUNNING).isTrue();
        return;
      }
    }
    throw new AssertionError("no rest from " + start);
  }

  @Test
  void aStartIsRecordedBeforeItHappens() {
    assertThat(Decision.decide(ApplicationState.SUBMITTED, false, DriverSight.absent()))
        .isInstanceOfSatisfying(
            Decision.Become.class,
            become -> assertThat(become.state()).isEqualTo(ApplicationState.STARTING));
    assertThat(Decision.decide(ApplicationState.STARTING, false, DriverSight.absent()))
        .isEqualTo(new Decision.Start());
  }

  @Test
  void whatSomebodyStoppedIsKilledWhateverItsCode() {
    DriverSight ended = DriverSight.ended(ExitInfo.exited(0));
    assertThat(Decision.decide(ApplicationState.RUNNING, true, ended))
        .isInstanceOfSatisfying(
            Decision.Become.class,
            become -> assertThat(become.state()).isEqualTo(ApplicationState.KILLED));
  }
}
