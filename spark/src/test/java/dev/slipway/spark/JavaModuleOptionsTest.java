package dev.slipway.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.launch.JavaModuleOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaModuleOptionsTest {
  @Test
  void areSparksOwn() {
    String sparks = org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions();
    assertThat(JavaModuleOptions.all()).containsExactlyElementsOf(List.of(sparks.split(" +")));
  }
}
