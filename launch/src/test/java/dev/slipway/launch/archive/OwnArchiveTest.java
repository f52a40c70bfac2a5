package dev.slipway.launch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OwnArchiveTest {
  private static final List<String> NAMED = List.of("java", "-XX:SharedArchiveFile=/c/a.jsa", "M");

  @Test
  void whatIsMappedIsUsed() {
    Stream<String> maps = Stream.of("7f00-7f01 r--p 0 fe:00 12   /lib/x.so", "80-81 rw-p /c/a.jsa");
    assertThat(OwnArchive.whyNot(NAMED, maps)).isEmpty();
  }

  @Test
  void whatIsNamedAndNotMappedWasRefused() {
    assertThat(OwnArchive.whyNot(NAMED, Stream.of("7f00-7f01 /lib/x.so")))
        .hasValueSatisfying(why -> assertThat(why).contains("refused /c/a.jsa"));
    List<String> aot = List.of("java", "-XX:AOTCache=/c/a.aot", "M");
    assertThat(OwnArchive.whyNot(aot, Stream.empty())).isPresent();
  }

  @Test
  void whoStartedItWithoutSaidWhy() {
    List<String> command = List.of("java", ArchiveUse.REASON + "an agent", "M");
    assertThat(OwnArchive.whyNot(command, Stream.empty())).contains("an agent");
    assertThat(OwnArchive.whyNot(List.of("java", "M"), Stream.empty())).isEmpty();
  }
}
