package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.launch.archive.ArchiveFolder;
import dev.slipway.launch.archive.ArchiveKey;
import dev.slipway.launch.archive.ArchiveKind;
import dev.slipway.launch.archive.ArchiveUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  @TempDir Path temp;
  private SparkInstallation spark;
  private Path runtime;
  private ArchiveFolder folder;
  private final JavaRuntime java = JavaRuntime.find(Map.of());

  @BeforeEach
  void make() throws IOException {
    Files.createDirectories(temp.resolve("jars"));
    Files.writeString(temp.resolve("jars/spark-core_2.13-4.2.0.jar"), "core");
    spark = SparkInstallation.at(temp);
    runtime = Files.writeString(temp.resolve("runtime.jar"), "runtime");
    folder = new ArchiveFolder(temp.resolve("archives"));
  }

  @Test
  void aTouchedJarIsAnotherKey() throws IOException {
    ArchiveKey before = key();
    assertThat(key()).isEqualTo(before);
    Files.setLastModifiedTime(spark.jars().get(0), FileTime.fromMillis(1));
    assertThat(key()).isNotEqualTo(before);
  }

  @Test
  void aPublishedArchiveIsUsedUnlessItWasCutShort() throws IOException {
    assertThat(use(spec("", "1g"))).isInstanceOf(ArchiveUse.NotYet.class);
    publish("classes");
    assertThat(use(spec("", "1g"))).isInstanceOf(ArchiveUse.Used.class);
    assertThat(folder.entries()).singleElement().matches(ArchiveFolder.Entry::whole);
    Files.writeString(folder.entries().get(0).file(), "cla");
    assertThat(use(spec("", "1g"))).isInstanceOf(ArchiveUse.NotYet.class);
    assertThat(folder.entries()).singleElement().matches(entry -> !entry.whole());
    assertThat(missing()).contains("was cut short");
  }

  @Test
  void whatChangedSinceItWasMadeIsNamed() throws IOException {
    assertThat(missing()).contains("none was made yet", "slipway archive build");
    publish("classes");
    Files.setLastModifiedTime(spark.jars().get(0), FileTime.fromMillis(1));
    assertThat(missing()).contains("spark-core_2.13-4.2.0.jar was touched since it was made");
    assertThat(folder.entries().get(0).differs(key()))
        .hasValueSatisfying(why -> assertThat(why).contains("was touched"));
    Files.writeString(temp.resolve("jars/more.jar"), "more");
    spark = SparkInstallation.at(temp);
    publish("again");
    Files.delete(temp.resolve("jars/more.jar"));
    spark = SparkInstallation.at(temp);
    assertThat(missing()).contains("more.jar is gone");
  }

  @Test
  void anotherJavaHasAnotherArchive() throws IOException {
    publish("classes");
    JavaRuntime other = new JavaRuntime(temp.resolve("jdk-25"));
    Files.createDirectories(other.home());
    Files.writeString(other.home().resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    ArchiveKey key = ArchiveKey.of(other, spark, runtime);
    assertThat(key.kind()).isEqualTo(ArchiveKind.AOT_CACHE);
    assertThat(((ArchiveUse.NotYet) ArchiveUse.of(spec("", "1g"), folder, key)).reason())
        .contains("none was made yet");
    String home = java.home().toRealPath().toString();
    assertThat(folder.entries().get(0).differs(key))
        .hasValueSatisfying(why -> assertThat(why).contains("another Java", home));
    Files.writeString(other.home().resolve("release"), "JAVA_VERSION=\"25.0.2\"\n");
    assertThat(ArchiveKey.of(other, spark, runtime)).isNotEqualTo(key);
  }

  @Test
  void theAotCacheHasItsOwnOptions() throws IOException {
    JavaRuntime other = new JavaRuntime(temp.resolve("jdk-25"));
    Files.createDirectories(other.home());
    Files.writeString(other.home().resolve("release"), "JAVA_VERSION=\"25\"\n");
    ArchiveKey key = ArchiveKey.of(other, spark, runtime);
    Path aside = Files.writeString(folder.aside(key), "cache");
    Path file = folder.publish(key, aside);
    assertThat(ArchiveUse.of(spec("", "1g"), folder, key).options())
        .startsWith("-XX:AOTCache=" + file)
        .noneMatch(word -> word.startsWith("-Xshare"));
  }

  @Test
  void ofTwoBuildersTheLaterOneWinsAndNothingIsLeft() throws IOException {
    publish("first");
    publish("second");
    assertThat(folder.entries().get(0).file()).hasContent("second");
    try (var files = Files.list(folder.path())) {
      assertThat(files).noneMatch(file -> file.toString().contains(".new"));
    }
  }

  @Test
  void whatWouldInvalidateItIsNamed() throws IOException {
    publish("classes");
    assertThat(reason(spec("/x.jar", "1g"))).contains("extraClassPath");
    assertThat(reason(spec("", "40g"))).contains("40960m").contains("compressed pointers");
    assertThat(reason(spec("", "1g", "-javaagent:/a.jar"))).contains("-javaagent:/a.jar");
    assertThat(reason(spec("", "1g", "-Xshare:off"))).contains("-Xshare:off");
    assertThat(reason(spec("", "1g", "-XX:+UseZGC"))).contains("collector", "-XX:+UseZGC");
    assertThat(reason(spec("", "1g", "-XX:-UseCompressedOops"))).contains("pointers");
    JvmSpec plain = spec("", "1g");
    assertThat(
            reason(plain.withEnvironment(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g -javaagent:x.jar"))))
        .contains("-javaagent:x.jar");
    assertThat(use(spec("", "1g", "-XX:+UseParallelGC"))).isInstanceOf(ArchiveUse.Used.class);
  }

  @Test
  void theCommandSaysSo() throws IOException {
    publish("classes");
    JvmCommand command = new JvmCommand(java, spark, runtime, Optional.of(folder));
    assertThat(command.build(spec("", "1g"), List.of()))
        .contains("-XX:SharedArchiveFile=" + folder.entries().get(0).file());
    assertThat(command.build(spec("/x.jar", "1g"), List.of()))
        .noneMatch(word -> word.startsWith("-XX:SharedArchiveFile"))
        .anyMatch(word -> word.startsWith("-Dslipway.unarchived=extraClassPath stands in front"));
  }

  private void publish(String content) throws IOException {
    Path aside = folder.aside(key());
    Files.writeString(aside, content);
    folder.publish(key(), aside);
  }

  private String missing() {
    return ((ArchiveUse.NotYet) use(spec("", "1g"))).reason();
  }

  private String reason(JvmSpec spec) {
    return ((ArchiveUse.NotUsed) use(spec)).reason();
  }

  private ArchiveUse use(JvmSpec spec) {
    return ArchiveUse.of(spec, folder, key());
  }

  private ArchiveKey key() {
    return ArchiveKey.of(java, spark, runtime);
  }

  private static JvmSpec spec(String extraClassPath, String heap, String... options) {
    return new JvmSpec(
        JvmSpec.Role.DRIVER,
        Memory.parse("heap", heap),
        0,
        List.of(options),
        Map.of(),
        extraClassPath,
        "",
        Map.of(),
        List.of());
  }
}
