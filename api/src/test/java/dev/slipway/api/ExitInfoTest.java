package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExitInfoTest {

  @Test
  void aCodeAbove128IsASignal() {
    assertThat(ExitInfo.exited(137).signal()).hasValue(9);
    assertThat(ExitInfo.exited(143).detail()).isEqualTo("ended by signal 15");
    assertThat(ExitInfo.exited(7).signal()).isEmpty();
    assertThat(ExitInfo.exited(255).signal()).isEmpty();
  }

  @Test
  void whatSomebodyAskedForIsNotTheApplicationsFault() {
    assertThat(ExitInfo.exited(143).blame()).isEqualTo(ExitInfo.Blame.APPLICATION);
    assertThat(ExitInfo.exited(143).asRequested("released").blame())
        .isEqualTo(ExitInfo.Blame.PLATFORM);
  }
}
