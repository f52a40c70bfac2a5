package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testkit.HadoopCluster;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the YARN and the HDFS of the tests are there, and leave nothing. */
@Tag("yarn")
class HadoopClusterIT {
  @Test
  void twoNodesAndAFileSystem() throws IOException {
    try (Sandbox sandbox = Sandbox.create();
        HadoopCluster hadoop = HadoopCluster.start(sandbox, 2, 4, 4096, Map.of())) {
      Map<?, ?> metrics = (Map<?, ?>) hadoop.ask("/ws/v1/cluster/metrics").get("clusterMetrics");
      assertThat(metrics.get("activeNodes")).isEqualTo(2L);
      assertThat(metrics.get("totalMB")).isEqualTo(8192L);
      Path file = Files.writeString(sandbox.folder().resolve("hello"), "hello\n");
      Run put = hadoop.fileSystem("-put", file.toString(), "/hello");
      assertThat(put.exitCode()).as("%s", put).isZero();
      Run cat = hadoop.fileSystem("-cat", "/hello");
      assertThat(cat.exitCode()).as("%s", cat).isZero();
      assertThat(cat.stdout()).contains("hello");
    }
  }
}
