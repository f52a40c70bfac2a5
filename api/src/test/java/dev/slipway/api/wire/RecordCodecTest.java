package dev.slipway.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.ProfileId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

  sealed interface Shape {
    record Circle(double radius) implements Shape {}

    record Group(List<Shape> members, Optional<Shape> lead) implements Shape {}
  }

  record Everything(
      long number,
      boolean flag,
      Instant at,
      Set<String> names,
      Map<ProfileId, Integer> byProfile,
      Optional<String> maybe,
      Shape shape) {}

  @Test
  void everyKindOfComponentComesBack() {
    Everything value =
        new Everything(
            1L << 40,
            true,
            Instant.parse("2026-01-02T03:04:05.678Z"),
            Set.of("a", "b"),
            Map.of(new ProfileId(3), 4),
            Optional.empty(),
            new Shape.Group(List.of(new Shape.Circle(1.5)), Optional.of(new Shape.Circle(2))));
    assertThat(RecordCodec.decode(Everything.class, RecordCodec.encode(value))).isEqualTo(value);
  }

  @Test
  void anApplicationTravelsWhole() {
    ApplicationSpec spec =
        new ApplicationSpec(
            "näme \"quoted\"",
            MasterUrl.parse("local[2]"),
            DeployMode.CLIENT,
            new MainResource.Jar("app.jar", Optional.empty()),
            List.of("", "two words", "--looks-like=an-option"),
            Map.of("spark.app.name", "x"),
            false);
    assertThat(RecordCodec.decode(ApplicationSpec.class, RecordCodec.encode(spec))).isEqualTo(spec);
  }

  @Test
  void aMemberOfASealedFamilyCarriesItsName() {
    String json = RecordCodec.encode(Shape.class, new Shape.Circle(1));
    assertThat(json).isEqualTo("{\"type\":\"Circle\",\"radius\":1.0}");
    assertThat(RecordCodec.decode(Shape.class, json)).isEqualTo(new Shape.Circle(1));
  }

  @Test
  void anUnknownMemberIsIgnoredAndAMissingEmptyOneIsEmpty() {
    ExitInfo exit =
        RecordCodec.decode(
            ExitInfo.class,
            "{\"outOfMemory\":false,\"preempted\":false,\"blame\":\"PLATFORM\",\"detail\":\"d\",\"new\":1}");
    assertThat(exit.code()).isEmpty();
  }

  @Test
  void whatDoesNotFitSaysWhere() {
    assertThatThrownBy(() -> RecordCodec.decode(Shape.class, "{\"type\":\"Square\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'Square' is not a Shape");
    assertThatThrownBy(
            () -> RecordCodec.decode(Shape.class, "{\"type\":\"Circle\",\"radius\":\"x\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Shape.radius");
    assertThatThrownBy(() -> RecordCodec.decode(Everything.class, "[]"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
