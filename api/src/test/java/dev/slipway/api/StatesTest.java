package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatesTest {

  @ParameterizedTest
  @EnumSource(ApplicationState.class)
  void aFinalApplicationStateIsNeverLeftAndEveryOtherCanEnd(ApplicationState state) {
    assertThat(state.mayBecome(ApplicationState.KILLED)).isEqualTo(!state.isFinal());
    assertThat(state.mayBecome(state)).isFalse();
  }

  @Test
  void whoseDriverIsToStartAgainWaitsAsAtFirst() {
    for (ApplicationState state : ApplicationState.values()) {
      boolean hadDriver = !state.isFinal() && state != ApplicationState.SUBMITTED;
      assertThat(state.mayBecome(ApplicationState.SUBMITTED)).as(state.name()).isEqualTo(hadDriver);
    }
  }

  @ParameterizedTest
  @EnumSource(ContainerState.class)
  void everyContainerCanExitOnce(ContainerState state) {
    assertThat(state.mayBecome(ContainerState.EXITED)).isEqualTo(!state.isFinal());
    assertThat(state.mayBecome(ContainerState.PENDING)).isFalse();
    assertThat(state.mayBecome(state)).isFalse();
  }

  @Test
  void silenceIsNotAnEnd() {
    assertThat(ApplicationState.UNKNOWN.isFinal()).isFalse();
    assertThat(ApplicationState.UNKNOWN.mayBecome(ApplicationState.RUNNING)).isTrue();
    assertThat(ContainerState.UNKNOWN.holdsResources()).isTrue();
    assertThat(ContainerState.UNKNOWN.mayBecome(ContainerState.RUNNING)).isTrue();
  }

  @Test
  void onlyWaitingAndEndedContainersHoldNothing() {
    for (ContainerState state : ContainerState.values()) {
      boolean none = state == ContainerState.PENDING || state == ContainerState.EXITED;
      assertThat(state.holdsResources()).as(state.name()).isEqualTo(!none);
    }
  }
}
