package dev.slipway.launch.process;

import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The little shell script that leads each container's session; one copy for each agent. */
public record Shim(Path script) {

  /**
   * Writes the script into a folder, which is made.
   *
   * @throws SlipwayException SYSTEM
   */
  public static Shim install(Path folder) {
    Path script = folder.resolve("container.sh");
    try (InputStream source = Shim.class.getResourceAsStream("container.sh")) {
      if (source == null) {
        throw new IllegalStateException("container.sh is not in this program");
      }
      Files.createDirectories(folder);
      Path aside = Files.createTempFile(folder, "container", ".new");
      Files.copy(source, aside, StandardCopyOption.REPLACE_EXISTING);
      Files.move(aside, script, StandardCopyOption.ATOMIC_MOVE);
      return new Shim(script);
    } catch (IOException e) {
      throw SlipwayException.ofFiles("cannot write " + script, e);
    }
  }

  List<String> command(ContainerFolder folder) {
    return List.of("setsid", "sh", script.toString(), folder.path().toString());
  }
}
