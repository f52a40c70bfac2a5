package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.ClientFiles;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.SpecFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/** What is local to the client, sent into a folder of its application's own, in cluster mode. */
final class ClientUploads {
  private final SharedFiles shared;

  ClientUploads(SharedFiles shared) {
    this.shared = shared;
  }

  /** The same without the client's configuration, which travels by another way. */
  static ApplicationSpec withoutConfiguration(ApplicationSpec spec) {
    Map<String, String> properties = new HashMap<>(spec.properties());
    properties.remove(ClientFolders.PROPERTY);
    return SpecFiles.with(spec, properties);
  }

  /** Whether there is anything to send. */
  static boolean isNeeded(ApplicationSpec spec) {
    boolean[] any = {false};
    SpecFiles.rewrite(
        withoutConfiguration(spec),
        uri -> {
          any[0] |= ClientFiles.find(uri).isPresent();
          return Stream.of(uri);
        });
    return any[0];
  }

  /**
   * Each in a folder of its own: two may have the same name.
   *
   * @throws SlipwayException RESOURCE_MISSING, SYSTEM
   */
  ApplicationSpec send(ApplicationSpec spec, Path folder) {
    Map<java.nio.file.Path, String> sent = new LinkedHashMap<>();
    return SpecFiles.rewrite(
        withoutConfiguration(spec),
        uri ->
            ClientFiles.find(uri)
                .map(
                    files ->
                        files.stream()
                            .map(
                                file ->
                                    sent.computeIfAbsent(
                                        file,
                                        each -> send(each, new Path(folder, "" + sent.size())))))
                .orElseGet(() -> Stream.of(uri)));
  }

  private String send(java.nio.file.Path file, Path folder) {
    Path to = new Path(folder, file.getFileName().toString());
    try {
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = shared.files().create(to, true)) {
        in.transferTo(out);
      }
      shared.replicate(to);
      return to.toUri().toString();
    } catch (IOException e) {
      throw SlipwayException.ofFiles(file + " cannot be sent to " + to, e);
    }
  }

  /** After a submission that failed. */
  void remove(Path folder) {
    try {
      shared.files().delete(folder, true);
    } catch (IOException e) {
      System.err.println("slipway: " + folder + " could not be removed: " + e.getMessage());
    }
  }
}
