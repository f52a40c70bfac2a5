package dev.slipway.yarn;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.ContainerJvms;
import dev.slipway.launch.archive.ArchiveKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;

/**
 * What an application master is to do. It travels among the credentials of its container, which
 * YARN keeps secret: so there is no file of it anywhere.
 *
 * @param user who submitted
 * @param secret of whoever speaks with it
 * @param attempts how often YARN starts it, as far as is known
 * @param files that every container of the application gets
 * @param own the application's own files: executors get them
 * @param jars which of these are for executors' class path, in its order
 * @param first the executors to ask for at once; empty: the driver asks
 * @param driver in cluster mode: what it starts beside itself
 * @param staging the folder of its own files, to remove when the application is over
 * @param properties of the application, as far as they are its own
 */
public record MasterOrder(
    String user,
    String secret,
    int attempts,
    List<ContainerFile> files,
    List<ContainerFile> own,
    List<String> jars,
    Optional<Demand> first,
    Optional<ApplicationSpec> driver,
    Optional<String> staging,
    Map<String, String> properties) {
  private static final Text KEY = new Text("slipway.order");

  public MasterOrder {
    files = List.copyOf(files);
    own = List.copyOf(own);
    jars = List.copyOf(jars);
    properties = Map.copyOf(properties);
  }

  /** Of which kind the class-data archive among the files is. */
  public Optional<ArchiveKind> archive() {
    return files.stream()
        .filter(file -> file.name().equals(ContainerJvms.CLASSES))
        .flatMap(file -> ArchiveKind.ofFile(file.uri()).stream())
        .findFirst();
  }

  public void addTo(Credentials credentials) {
    credentials.addSecretKey(KEY, RecordCodec.encode(this).getBytes(StandardCharsets.UTF_8));
  }

  /** Where it is nobody else's business. */
  public static void removeFrom(Credentials credentials) {
    credentials.removeSecretKey(KEY);
  }

  public static MasterOrder in(Credentials credentials) {
    byte[] text = credentials.getSecretKey(KEY);
    if (text == null) {
      throw new IllegalStateException("there is no order among the container's credentials");
    }
    return RecordCodec.decode(MasterOrder.class, new String(text, StandardCharsets.UTF_8));
  }
}
