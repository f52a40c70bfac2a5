package dev.slipway.standalone.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.launch.SpecFiles;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How files are named on their way from a client to a node. */
class UploadedFileTest {
  private static final String DIGEST = "0".repeat(64);

  @ParameterizedTest
  @ValueSource(strings = {"app.jar", "mit Umlaut ä.py", "a+b%20.zip", "#1,2.txt", "..a"})
  void aNameComesBackAsItWas(String name) {
    UploadedFile file = new UploadedFile(DIGEST, name);
    assertThat(file.uri().toString()).doesNotContain(",", "#", " ");
    assertThat(UploadedFile.parse(file.uri().toString())).hasValue(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "..%2Fx", "%2Fetc%2Fpasswd", "a%00b"})
  void noNameLeavesItsFolder(String name) {
    assertThatThrownBy(() -> UploadedFile.parse("slipway-file:" + DIGEST + "/" + name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/b.jar", "hdfs://x/y", "slipway-file:1/a", "local:/x"})
  void otherUrisAreNone(String uri) {
    assertThat(UploadedFile.parse(uri)).isEmpty();
  }

  @Test
  void everyListAndTheMainResourceAreRewrittenAndFragmentsStay() {
    ApplicationSpec spec =
        new ApplicationSpec(
            "n",
            MasterUrl.parse("slipway://h:1"),
            DeployMode.CLUSTER,
            new MainResource.Python("p.py"),
            List.of("p.py"),
            Map.of("spark.archives", "a.zip#name, b.zip", "spark.jars", "*.jar", "spark.x", "p"),
            false);
    ApplicationSpec after =
        SpecFiles.rewrite(
            spec, uri -> uri.startsWith("*") ? Stream.of("1.jar", "2.jar") : Stream.of("/" + uri));
    assertThat(after.main()).isEqualTo(new MainResource.Python("/p.py"));
    assertThat(after.arguments()).containsExactly("p.py");
    assertThat(after.properties())
        .containsEntry("spark.archives", "/a.zip#name,/b.zip")
        .containsEntry("spark.jars", "1.jar,2.jar")
        .containsEntry("spark.x", "p");
  }
}
