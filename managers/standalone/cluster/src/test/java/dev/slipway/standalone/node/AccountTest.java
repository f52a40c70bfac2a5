package dev.slipway.standalone.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.launch.process.ContainerFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {
  @TempDir private Path path;

  /** The loader obeys LD_PRELOAD as whoever it runs for: that must not be root. */
  @Test
  void theSubmittersEnvironmentIsSetOnlyBehindSetpriv() throws Exception {
    int uid = (Integer) Files.getAttribute(path, "unix:uid");
    Account account = new Account("somebody", uid, 0, "/nowhere");
    List<String> words =
        account.command(
            List.of("/usr/bin/env"),
            Map.of("GREETING", "it's $HOME\n`id`", "LD_LIBRARY_PATH", "/theirs", "a b", "no name"),
            new ContainerFolder(path));
    assertThat(words).startsWith("setpriv");
    assertThat(String.join(" ", words)).doesNotContain("theirs");
    assertThat(Account.environmentOfTheStart()).containsOnlyKeys("PATH");
    Path file = path.resolve("environment");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Process behind =
        new ProcessBuilder(words.subList(words.indexOf("/bin/sh"), words.size())).start();
    String seen = new String(behind.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(behind.waitFor()).isZero();
    assertThat(seen)
        .contains("GREETING=it's $HOME\n`id`", "LD_LIBRARY_PATH=/theirs", "HOME=/nowhere")
        .doesNotContain("no name");
  }
}
