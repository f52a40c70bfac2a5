package dev.slipway.standalone.node;

import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.process.ContainerFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of a node's containers. Beside each lies its identity until its end is recorded by
 * the server, so that an agent that is started again knows what it had. Logs stay for a while.
 */
final class ContainerStore {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerStore.class);
  private static final Set<String> STREAMS = Set.of("stdout", "stderr");
  private static final String IDENTITY = "container.json";

  // No container's id begins so.
  private static final String POOLED = "pool-";

  private final Path root;

  // Whoever reads while a log is cut would see a part twice, or not at all.
  private final Object logs = new Object();

  ContainerStore(Path workDir) {
    this.root = workDir.resolve("containers");
  }

  ContainerFolder folder(String id) {
    if (!id.matches("[A-Za-z0-9-]{1,100}")) {
      throw new IllegalArgumentException("'" + id + "' is not a container's id");
    }
    return new ContainerFolder(root.resolve(id));
  }

  /** A container, and where it really lies: its name may be a link. */
  record Stored(ContainerIdentity identity, ContainerFolder folder) {}

  /** Makes the folder of a new container. */
  ContainerFolder create(ContainerIdentity identity) {
    ContainerFolder folder = folder(identity.id());
    folder.create();
    write(identity, folder);
    return folder;
  }

  /** Makes the folder of a JVM that waits for its container. */
  ContainerFolder createPooled() {
    ContainerFolder folder =
        folder(POOLED + UUID.randomUUID().toString().replace("-", "").substring(0, 16));
    folder.create();
    try {
      Files.createFile(folder.waits());
      return folder;
    } catch (IOException e) {
      throw failure(folder.path(), e);
    }
  }

  /** It is this container's, also to whoever is started after a kill; its id is a link to it. */
  void label(ContainerFolder pooled, ContainerIdentity identity) {
    write(identity, pooled);
    link(identity.id(), pooled);
  }

  /** Those that wait for their container. */
  List<ContainerFolder> pooled() {
    return folders().stream().filter(ContainerStore::isPooled).map(ContainerFolder::new).toList();
  }

  private static boolean isPooled(Path folder) {
    return folder.getFileName().toString().startsWith(POOLED)
        && Files.exists(new ContainerFolder(folder).waits())
        && !Files.exists(folder.resolve(IDENTITY));
  }

  /** Nobody's, and its processes have ended. */
  void discard(ContainerFolder pooled) {
    try {
      pooled.remove();
    } catch (IOException e) {
      throw failure(pooled.path(), e);
    }
  }

  /** Of one that never began nothing stays, so that it may begin here yet. */
  void drop(String id, ContainerFolder its) {
    discard(its);
    Path link = folder(id).path();
    try {
      Files.deleteIfExists(link);
    } catch (IOException e) {
      throw failure(link, e);
    }
  }

  private void write(ContainerIdentity identity, ContainerFolder folder) {
    try {
      Path aside = folder.path().resolve(IDENTITY + ".new");
      Files.writeString(aside, RecordCodec.encode(identity));
      Files.move(aside, folder.path().resolve(IDENTITY));
    } catch (IOException e) {
      throw failure(folder.path(), e);
    }
  }

  private void link(String id, ContainerFolder pooled) {
    Path link = folder(id).path();
    try {
      Path target = pooled.path().getFileName();
      if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(target)) {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
      }
    } catch (IOException e) {
      throw failure(link, e);
    }
  }

  /** Those whose end is not recorded yet. */
  List<Stored> list() {
    try {
      List<Stored> found = new ArrayList<>();
      for (Path folder : folders()) {
        Path file = folder.resolve(IDENTITY);
        if (Files.isRegularFile(file)) {
          ContainerIdentity identity =
              RecordCodec.decode(ContainerIdentity.class, Files.readString(file));
          Stored stored = new Stored(identity, new ContainerFolder(folder));
          if (!stored.folder().name().equals(identity.id())) {
            // Who labelled it may have been killed before.
            link(identity.id(), stored.folder());
          }
          found.add(stored);
        }
      }
      return found;
    } catch (IOException | IllegalArgumentException e) {
      throw failure(root, e);
    }
  }

  /** No links. */
  private List<Path> folders() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(root)) {
      return all.filter(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failure(root, e);
    }
  }

  void forget(String id) {
    ContainerFolder folder = folder(id);
    try {
      Files.deleteIfExists(folder.path().resolve(IDENTITY));
      folder.removeFiles();
      folder.removeRecord();
      if (isEmpty(folder.path())) {
        // It never began: there are no logs.
        Files.delete(folder.path());
      }
    } catch (IOException e) {
      throw failure(folder.path(), e);
    }
  }

  /**
   * The logs of ended containers leave, folder and all, when there are too many or too old ones.
   */
  void tidy(Retention retention, Instant now) {
    try {
      List<Retention.Kept> ended = new ArrayList<>();
      long running = 0;
      for (Path folder : folders()) {
        Retention.Kept logs = logs(folder);
        if (Files.exists(folder.resolve(IDENTITY)) || isPooled(folder)) {
          running += logs.bytes();
        } else {
          ended.add(logs);
        }
      }
      for (Retention.Kept each : retention.leaving(ended, running, now)) {
        LOG.info("The logs of {} leave", each.path().getFileName());
        removeOrLeave(each.path());
      }
      removeLostLinks();
    } catch (IOException e) {
      throw failure(root, e);
    }
  }

  private void removeLostLinks() throws IOException {
    if (Files.isDirectory(root)) {
      try (Stream<Path> all = Files.list(root)) {
        for (Path each : all.filter(Files::isSymbolicLink).toList()) {
          if (!Files.exists(each)) {
            Files.delete(each);
          }
        }
      }
    }
  }

  /** What lies in the folder itself: the rest goes with the container. */
  private static Retention.Kept logs(Path folder) throws IOException {
    Instant last = Files.getLastModifiedTime(folder).toInstant();
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
        Instant written = Files.getLastModifiedTime(file).toInstant();
        last = written.isAfter(last) ? written : last;
      }
    }
    return new Retention.Kept(folder, last, bytes);
  }

  /** One that cannot be removed is no reason to keep the others. */
  private static void removeOrLeave(Path folder) {
    try {
      new ContainerFolder(folder).remove();
    } catch (IOException e) {
      LOG.warn("The logs in {} stay: {}", folder, e.getMessage());
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** What was asked for, or from the oldest that is there. */
  NodeMessage.LogPart read(NodeCommand.ReadLog asked) {
    Path file = folder(asked.container()).path().resolve(asked.stream());
    if (!STREAMS.contains(asked.stream()) || !Files.isRegularFile(file)) {
      return new NodeMessage.LogPart(asked.question(), Optional.empty(), 0, 0);
    }
    synchronized (logs) {
      try {
        ContainerLog.Part part = new ContainerLog(file).read(asked.offset(), asked.limit());
        return new NodeMessage.LogPart(
            asked.question(),
            Optional.of(Base64.getEncoder().encodeToString(part.bytes())),
            part.offset(),
            part.size());
      } catch (IOException e) {
        throw failure(file, e);
      }
    }
  }

  /** Cuts what is too long off the front of a container's logs. */
  void rotate(String id, LogLimits limits) {
    for (String stream : STREAMS) {
      Path file = folder(id).path().resolve(stream);
      synchronized (logs) {
        try {
          new ContainerLog(file).rotate(limits.bytes(), limits.keep());
        } catch (IOException e) {
          throw failure(file, e);
        }
      }
    }
  }

  private static SlipwayException failure(Path path, Exception e) {
    return SlipwayException.ofFiles("cannot use " + path, e);
  }
}
