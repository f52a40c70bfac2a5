package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;

class LaunchPlanTest {

  @Example
  void partsAreEndedByNul() throws IOException {
    LaunchPlan plan =
        new LaunchPlan("{}", Map.of("B", "2 3", "A", ""), List.of("/bin/java", "-version"));

    assertThat(text(plan)).isEqualTo("{}\0" + "2\0" + "A=\0" + "B=2 3\0" + "/bin/java\0-version\0");
  }

  @Property
  void anyCommandComesThrough(@ForAll @NotEmpty List<String> words) throws IOException {
    List<String> command = words.stream().map(word -> word.replace("\0", "")).toList();
    LaunchPlan plan = new LaunchPlan("input", Map.of(), command);

    List<String> parts = new ArrayList<>(List.of(text(plan).split("\0", -1)));

    assertThat(parts.subList(2, parts.size() - 1))
        .isEqualTo(command.stream().map(LaunchPlanTest::asUtf8).toList());
  }

  private static String asUtf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static String text(LaunchPlan plan) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    plan.write(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
