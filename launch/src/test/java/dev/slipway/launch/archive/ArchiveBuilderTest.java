package dev.slipway.launch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.api.SlipwayException;
import dev.slipway.launch.JavaRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives made and used by real JVMs, of a program so small that it takes a second. */
class ArchiveBuilderTest {
  private static final Path JDK_25 = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");

  @TempDir Path temp;
  private Path jar;
  private ArchiveFolder folder;

  @BeforeEach
  void make() throws IOException {
    jar = temp.resolve("program.jar");
    folder = new ArchiveFolder(temp.resolve("archives"));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    String name = SmallProgram.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new JarEntry(name));
      try (var bytes = SmallProgram.class.getClassLoader().getResourceAsStream(name)) {
        out.write(bytes.readAllBytes());
      }
    }
  }

  @Test
  void aJvmRunsFromWhatWasMadeUntilAJarIsTouched() throws Exception {
    usesIt(JavaRuntime.find(Map.of()));
  }

  @Test
  void onJdk25ItIsAnAotCache() throws Exception {
    assumeTrue(Files.isDirectory(JDK_25), "no JDK 25 in " + JDK_25);
    usesIt(new JavaRuntime(JDK_25));
    assertThat(folder.entries())
        .singleElement()
        .matches(entry -> entry.file().toString().endsWith(".aot"));
  }

  private void usesIt(JavaRuntime java) throws Exception {
    ArchiveKey key = key(java);
    Path archive = build(java);
    assertThat(folder.ready(key)).contains(archive);
    assertThat(run(java, key.kind().using(archive))).isEqualTo("uses its archive");
    assertThat(left()).isEmpty();

    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
    assertThat(folder.ready(key(java))).isEmpty();
    assertThat(folder.whyNone(key(java))).contains("program.jar was touched");
  }

  @Test
  void oneThatTheJvmRefusesIsToldByTheJvmItself() throws Exception {
    JavaRuntime java = JavaRuntime.find(Map.of());
    Path archive = build(java);
    List<String> options = new ArrayList<>(key(java).kind().using(archive));
    options.add("-XX:+UseZGC");
    assertThat(run(java, options)).contains("the JVM refused", archive.toString());
  }

  @Test
  void aTruncatedOneIsMadeAnew() throws Exception {
    JavaRuntime java = JavaRuntime.find(Map.of());
    Path archive = build(java);
    Files.delete(archive);
    Files.writeString(archive, "cut");
    assertThat(folder.ready(key(java))).isEmpty();
    assertThat(run(java, key(java).kind().using(build(java)))).isEqualTo("uses its archive");
  }

  /** Permissions do not bind root, so it is a folder that cannot even be made. */
  @Test
  void aFolderThatCannotBeWrittenIsAnErrorThatNamesIt() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    folder = new ArchiveFolder(file.resolve("archives"));
    assertThatThrownBy(() -> build(JavaRuntime.find(Map.of())))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining(file.toString());
    assertThat(folder.ready(key(JavaRuntime.find(Map.of())))).isEmpty();
  }

  @Test
  void aTrainingThatFailsLeavesNothing() throws IOException {
    JavaRuntime java = JavaRuntime.find(Map.of());
    assertThatThrownBy(
            () ->
                builder()
                    .build(
                        key(java),
                        temp.resolve("log"),
                        aside -> {
                          Files.writeString(aside, "half");
                          return new ArchiveBuilder.Training(Map.of(), List.of(List.of("false")));
                        }))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("exit code 1");
    assertThat(folder.entries()).isEmpty();
    assertThat(left()).isEmpty();
  }

  @Test
  void whatABuilderThatWasKilledLeftIsSwept() throws IOException {
    JavaRuntime java = JavaRuntime.find(Map.of());
    Files.createDirectories(folder.path().resolve(key(java).text() + ".1.new.work"));
    Files.writeString(folder.path().resolve(key(java).text() + ".1.new"), "half");
    build(java);
    assertThat(left()).isEmpty();
  }

  @Test
  void ofTwoBuildersAtOnceOneTrainsAndBothHaveIt() throws Exception {
    List<Process> builders = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      builders.add(
          new ProcessBuilder(
                  JavaRuntime.find(Map.of()).executable().toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  BuilderProgram.class.getName(),
                  folder.path().toString(),
                  jar.toString(),
                  temp.resolve(name + ".log").toString())
              .redirectErrorStream(true)
              .start());
    }
    for (Process builder : builders) {
      String said = new String(builder.getInputStream().readAllBytes()).strip();
      assertThat(builder.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(said).isEqualTo(folder.ready(key(JavaRuntime.find(Map.of()))).orElseThrow() + "");
    }
    assertThat(Stream.of("one.log", "two.log").filter(log -> Files.exists(temp.resolve(log))))
        .as("trainings")
        .hasSize(1);
    assertThat(left()).isEmpty();
  }

  private Path build(JavaRuntime java) {
    ArchiveKey key = key(java);
    return builder()
        .build(
            key,
            temp.resolve("log"),
            aside ->
                new ArchiveBuilder.Training(
                    Map.of(), List.of(command(java, List.of(key.kind().making(aside))))));
  }

  private ArchiveBuilder builder() {
    return new ArchiveBuilder(folder, 0);
  }

  private ArchiveKey key(JavaRuntime java) {
    return ArchiveKey.of(java, List.of(jar));
  }

  private List<String> command(JavaRuntime java, List<String> options) {
    List<String> words = new ArrayList<>(List.of(java.executable().toString()));
    words.add("-XX:+UseG1GC");
    words.addAll(options);
    words.removeIf(word -> word.equals("-XX:+UseG1GC") && options.contains("-XX:+UseZGC"));
    words.addAll(List.of("-cp", jar.toString(), SmallProgram.class.getName()));
    return words;
  }

  private String run(JavaRuntime java, List<String> options) throws Exception {
    Process process = new ProcessBuilder(command(java, options)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder.path())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains(".new"))
          .toList();
    }
  }
}
