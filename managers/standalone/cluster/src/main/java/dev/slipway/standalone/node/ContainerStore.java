package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.process.ContainerFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folders of a node's containers. Beside each lies its identity until its end is recorded by
 * the server, so that an agent that is started again knows what it had. Logs stay.
 */
final class ContainerStore {
  private static final Set<String> STREAMS = Set.of("stdout", "stderr");
  private static final String IDENTITY = "container.json";

  private final Path root;

  ContainerStore(Path workDir) {
    this.root = workDir.resolve("containers");
  }

  ContainerFolder folder(String id) {
    if (!id.matches("[A-Za-z0-9-]{1,100}")) {
      throw new IllegalArgumentException("'" + id + "' is not a container's id");
    }
    return new ContainerFolder(root.resolve(id));
  }

  /** Makes the folder of a new container. */
  ContainerFolder create(ContainerIdentity identity) {
    ContainerFolder folder = folder(identity.id());
    folder.create();
    try {
      Path aside = folder.path().resolve(IDENTITY + ".new");
      Files.writeString(aside, RecordCodec.encode(identity));
      Files.move(aside, folder.path().resolve(IDENTITY));
      return folder;
    } catch (IOException e) {
      throw failure(folder.path(), e);
    }
  }

  /** Those whose end is not recorded yet. */
  List<ContainerIdentity> list() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      List<ContainerIdentity> found = new ArrayList<>();
      for (Path folder : folders.sorted().toList()) {
        Path identity = folder.resolve(IDENTITY);
        if (Files.isRegularFile(identity)) {
          found.add(RecordCodec.decode(ContainerIdentity.class, Files.readString(identity)));
        }
      }
      return found;
    } catch (IOException | IllegalArgumentException e) {
      throw failure(root, e);
    }
  }

  void forget(String id) {
    ContainerFolder folder = folder(id);
    try {
      Files.deleteIfExists(folder.path().resolve(IDENTITY));
      folder.removeFiles();
      folder.removeRecord();
    } catch (IOException e) {
      throw failure(folder.path(), e);
    }
  }

  /**
   * @param offset negative: so that the end is read
   */
  NodeMessage.LogPart read(NodeCommand.ReadLog asked) {
    Path file = folder(asked.container()).path().resolve(asked.stream());
    if (!STREAMS.contains(asked.stream()) || !Files.isRegularFile(file)) {
      return new NodeMessage.LogPart(asked.question(), Optional.empty(), 0);
    }
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long size = log.length();
      long start = asked.offset() < 0 ? Math.max(0, size - asked.limit()) : asked.offset();
      byte[] part = new byte[(int) Math.max(0, Math.min(asked.limit(), size - start))];
      log.seek(start);
      log.readFully(part);
      return new NodeMessage.LogPart(
          asked.question(), Optional.of(Base64.getEncoder().encodeToString(part)), size);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static SlipwayException failure(Path path, Exception e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "cannot use " + path + ": " + e.getMessage(),
        "look at the disk's space and the folder's permissions",
        e);
  }
}
