package dev.slipway.yarn;

import java.net.URI;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;

/**
 * A file that a NodeManager lays into containers.
 *
 * @param name below the container's working folder
 * @param archive whether it is unpacked there
 * @param sight for whom a node keeps one copy
 * @param size and {@code modified}, in milliseconds: a NodeManager refuses a file that has others
 */
public record ContainerFile(
    String name, String uri, boolean archive, Sight sight, long size, long modified) {

  /** YARN's visibilities. */
  public enum Sight {
    EVERYBODY,
    USER,
    APPLICATION
  }

  /** The same under another name. */
  public ContainerFile named(String other) {
    return new ContainerFile(other, uri, archive, sight, size, modified);
  }

  /** The same, kept for its application only. */
  public ContainerFile forApplication() {
    return new ContainerFile(name, uri, archive, Sight.APPLICATION, size, modified);
  }

  public LocalResource resource() {
    LocalResourceVisibility visibility =
        switch (sight) {
          case EVERYBODY -> LocalResourceVisibility.PUBLIC;
          case USER -> LocalResourceVisibility.PRIVATE;
          case APPLICATION -> LocalResourceVisibility.APPLICATION;
        };
    return LocalResource.newInstance(
        URL.fromURI(URI.create(uri)),
        archive ? LocalResourceType.ARCHIVE : LocalResourceType.FILE,
        visibility,
        size,
        modified);
  }
}
