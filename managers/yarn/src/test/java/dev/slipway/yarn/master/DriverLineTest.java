package dev.slipway.yarn.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.link.ServerMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DriverLineTest {
  private Instant now = Instant.EPOCH;
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
  private final DriverLine line =
      new DriverLine(Duration.ofSeconds(20), Duration.ofMinutes(2), clock);

  @Test
  void oneThatNeverComesIsDead() {
    passes(20, true);
    assertThat(line.isDead()).isFalse();
    passes(1, true);
    assertThat(line.isDead()).isTrue();
  }

  @Test
  void whileYarnIsAwayNobodyCanFindUs() {
    passes(5, true);
    passes(300, false);
    assertThat(line.isDead()).isFalse();
    passes(20, true);
    assertThat(line.isDead()).isFalse();
    passes(2, true);
    assertThat(line.isDead()).isTrue();
  }

  @Test
  void oneThatCameAndIsGoneIsDeadWhateverYarnDoes() {
    LinkServer.Peer peer = peer();
    line.heard(peer);
    passes(60, false);
    assertThat(line.isDead()).isFalse();
    line.gone(peer);
    passes(3, false);
    assertThat(line.isDead()).isTrue();
  }

  private void passes(int seconds, boolean yarn) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      if (yarn) {
        line.yarnAnswered();
      }
    }
  }

  private static LinkServer.Peer peer() {
    return new LinkServer.Peer() {
      @Override
      public void send(ServerMessage message) {}

      @Override
      public void drop() {}
    };
  }
}
