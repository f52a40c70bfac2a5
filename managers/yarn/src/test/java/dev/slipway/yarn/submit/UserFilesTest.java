package dev.slipway.yarn.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.yarn.ContainerFile;
import dev.slipway.yarn.ContainerFile.Sight;
import dev.slipway.yarn.YarnKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFilesTest {
  @TempDir private Path folder;
  private SharedFiles shared;
  private OwnFolder own;

  @BeforeEach
  void open() {
    String staging = folder.resolve("staging").toUri().toString();
    shared =
        new SharedFiles(
            new Configuration(false), new YarnKeys(Map.of("spark.yarn.stagingDir", staging)));
    own = new OwnFolder(shared, "application_1_1", false);
  }

  @Test
  void inClusterModeEverythingIsLaidUnderItsName() throws IOException {
    Path jar = file("app.jar");
    UserFiles.Laid laid =
        lay(
            DeployMode.CLUSTER,
            new MainResource.Jar(jar.toString(), Optional.of("App")),
            Map.of(
                "spark.jars", file("more.jar") + "," + jar,
                "spark.files", file("a.txt") + "#conf/b.txt",
                "spark.archives", file("env.tar.gz") + "#env",
                "spark.submit.pyFiles", file("lib.py").toString()));
    assertThat(laid.jars()).containsExactly("app.jar", "more.jar");
    assertThat(laid.everywhere())
        .extracting(ContainerFile::name)
        .containsExactly("app.jar", "more.jar", "conf/b.txt", "env", "lib.py");
    assertThat(laid.everywhere())
        .allSatisfy(file -> assertThat(file.sight()).isEqualTo(Sight.APPLICATION));
    assertThat(laid.everywhere().get(3).archive()).isTrue();
    assertThat(((MainResource.Jar) laid.driver().main()).uri()).isEqualTo("app.jar");
    assertThat(laid.driver().properties())
        .containsEntry("spark.files", "conf/b.txt")
        .containsEntry("spark.archives", "env");
    assertThat(own.toRemove()).isPresent();
  }

  @Test
  void inClientModeTheProgramStaysWithItsDriver() throws IOException {
    UserFiles.Laid laid =
        lay(
            DeployMode.CLIENT,
            new MainResource.Jar(file("app.jar").toString(), Optional.of("App")),
            Map.of());
    assertThat(laid.everywhere()).isEmpty();
    assertThat(own.toRemove()).as("a folder that nobody needs").isEmpty();
  }

  @Test
  void aPythonProgramGoesToItsDriverOnly() throws IOException {
    UserFiles.Laid laid =
        lay(DeployMode.CLUSTER, new MainResource.Python(file("app.py").toString()), Map.of());
    assertThat(laid.everywhere()).isEmpty();
    assertThat(laid.driversOnly()).extracting(ContainerFile::name).containsExactly("app.py");
    assertThat(laid.jars()).isEmpty();
  }

  @Test
  void whatTheWebAndTheNodesHaveStaysWhereItIs() {
    UserFiles.Laid laid =
        lay(
            DeployMode.CLUSTER,
            new MainResource.Jar("local:/opt/app.jar", Optional.of("App")),
            Map.of("spark.jars", "https://host/a.jar", "spark.archives", "https://host/a.zip#a"));
    assertThat(laid.everywhere()).isEmpty();
    assertThat(laid.driver().properties())
        .containsEntry("spark.jars", "https://host/a.jar")
        .containsEntry("spark.archives", "https://host/a.zip#a");
  }

  @Test
  void oneNameIsOneFileButForJars() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path program = Files.writeString(other.resolve("main.py"), "");
    refused(
        new MainResource.Python(program.toString()),
        Map.of("spark.submit.pyFiles", file("main.py").toString()));
    Path archive = file("x.zip");
    refused(
        new MainResource.Internal("spark-internal", "App"),
        Map.of("spark.files", archive.toString(), "spark.archives", archive.toString()));
    String jars = file("x.jar") + "," + Files.writeString(other.resolve("x.jar"), "");
    UserFiles.Laid laid =
        lay(
            DeployMode.CLIENT,
            new MainResource.Internal("spark-internal", "App"),
            Map.of("spark.jars", jars + "," + file("y.jar") + "#z.jar"));
    assertThat(laid.jars()).containsExactly("x.jar", "z.jar");
  }

  @Test
  void aPatternMayBeInAnyPartAndFindsFilesOnly() throws IOException {
    for (String name : List.of("one", "two")) {
      Files.createDirectories(folder.resolve("libs/" + name + "/folder.jar"));
      Files.writeString(folder.resolve("libs/" + name + "/" + name + ".jar"), "");
    }
    UserFiles.Laid laid =
        lay(
            DeployMode.CLIENT,
            new MainResource.Internal("spark-internal", "App"),
            Map.of("spark.jars", folder + "/libs/*/*.jar"));
    assertThat(laid.jars()).containsExactly("one.jar", "two.jar");
  }

  @Test
  void namesOutsideOfTheFolderAndTakenOnesAreRefused() throws IOException {
    Path file = file("a.txt");
    for (String name : List.of("../a", "/a", "tmp/a", "__spark__", "stdout", ".")) {
      refused(
          new MainResource.Internal("spark-internal", "App"),
          Map.of("spark.files", file + "#" + name));
    }
  }

  private void refused(MainResource main, Map<String, String> properties) {
    assertThatThrownBy(() -> lay(DeployMode.CLUSTER, main, properties))
        .as("%s", properties)
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
  }

  private UserFiles.Laid lay(DeployMode mode, MainResource main, Map<String, String> properties) {
    return UserFiles.lay(
        new ApplicationSpec(
            "test", MasterUrl.parse("yarn"), mode, main, List.of(), properties, false),
        shared,
        own);
  }

  private Path file(String name) throws IOException {
    return Files.writeString(folder.resolve(name), name);
  }
}
