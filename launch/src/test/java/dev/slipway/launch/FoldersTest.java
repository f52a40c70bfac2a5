package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldersTest {

  @Test
  void areInTheHomeFolder() {
    assertThat(Folders.of(Map.of("HOME", "/home/ada")))
        .isEqualTo(
            new Folders(
                Path.of("/home/ada/.local/share/slipway"), Path.of("/home/ada/.cache/slipway")));
  }

  @Test
  void honourXdg() {
    assertThat(
            Folders.of(
                Map.of("HOME", "/home/ada", "XDG_DATA_HOME", "/data", "XDG_CACHE_HOME", "/cache")))
        .isEqualTo(new Folders(Path.of("/data/slipway"), Path.of("/cache/slipway")));
  }

  @Test
  void slipwayHomeHoldsBoth() {
    assertThat(Folders.of(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/c", "SLIPWAY_HOME", "/s")))
        .isEqualTo(new Folders(Path.of("/s/state"), Path.of("/s/cache")));
  }
}
