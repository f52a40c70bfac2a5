package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Expects a refusal with a code; what it says is then asserted by the caller. */
final class Refused {
  private Refused() {}

  static AbstractStringAssert<?> with(ErrorCode code, ThrowingCallable call) {
    SlipwayException refusal = catchThrowableOfType(SlipwayException.class, call);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    return assertThat(refusal.problem());
  }
}
