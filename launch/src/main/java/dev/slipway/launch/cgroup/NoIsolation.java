package dev.slipway.launch.cgroup;

import dev.slipway.api.Resources;
import java.nio.file.Path;
import java.util.List;

/** Containers take what they find. */
public record NoIsolation(String why) implements Isolation {

  @Override
  public String describe() {
    return "none (" + why + ")";
  }

  @Override
  public List<Path> parents() {
    return List.of();
  }

  @Override
  public void open(int cores) {}

  @Override
  public ContainerGroup create(String container, Resources resources) {
    return ContainerGroup.NONE;
  }

  @Override
  public void background(String container) {}

  @Override
  public ContainerGroup group(String container) {
    return ContainerGroup.NONE;
  }
}
