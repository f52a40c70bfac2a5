package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.yarn.ContainerFile;
import dev.slipway.yarn.ContainerFile.Sight;
import dev.slipway.yarn.FirstLine;
import dev.slipway.yarn.YarnKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;

/**
 * Files on the cluster's file system that many applications share, each under a name made of its
 * content: what is there need not be sent, and never changes. For one thread.
 */
final class SharedFiles {
  /** A folder with this file stays. */
  static final String KEEP = "keep";

  private static final FsPermission FOLDER = new FsPermission((short) 0700);

  private final Path folder;
  private final FileSystem files;
  private final Optional<Integer> replication;

  /** Folders that were looked at, and whether everybody may go through them. */
  private final Map<Path, Boolean> open = new HashMap<>();

  /** In {@code spark.yarn.stagingDir}, or the user's home. */
  SharedFiles(Configuration configuration, YarnKeys keys) {
    Optional<String> base = keys.text("spark.yarn.stagingDir");
    try {
      Path home =
          base.isPresent()
              ? new Path(base.get())
              : FileSystem.get(configuration).getHomeDirectory();
      this.files = home.getFileSystem(configuration);
      this.folder = files.makeQualified(new Path(home, ".slipway"));
      this.replication = keys.number("spark.yarn.submit.file.replication");
    } catch (IOException e) {
      throw failed("the staging folder cannot be found", e);
    }
  }

  /** Writes a file's content. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * @param name of the file here, made of its content
   * @param content asked for only when it is not there
   * @param inContainer its name in containers
   */
  ContainerFile put(String name, String inContainer, boolean archive, Content content) {
    Path path = new Path(folder, name);
    try {
      if (!files.exists(path)) {
        write(path, content);
      }
      return describe(path, inContainer, archive);
    } catch (IOException e) {
      throw failed(path + " cannot be written", e);
    }
  }

  /**
   * A folder for one application's own files; made.
   *
   * @param stays {@code spark.yarn.preserve.staging.files}
   */
  Path ownFolder(String application, boolean stays) {
    Path path = new Path(folder, application);
    try {
      FileSystem.mkdirs(files, path, FOLDER);
      if (stays) {
        files.create(new Path(path, KEEP), true).close();
      }
      return path;
    } catch (IOException e) {
      throw failed(path + " cannot be made", e);
    }
  }

  /** As often as the application says. */
  void replicate(Path path) throws IOException {
    if (replication.isPresent()) {
      files.setReplication(path, replication.get().shortValue());
    }
  }

  FileSystem files() {
    return files;
  }

  Path folder() {
    return folder;
  }

  /** Whether it is on the same file system as these: the only one that nodes surely know. */
  boolean isOurs(Path path) throws IOException {
    return path.getFileSystem(files.getConf()).getUri().equals(files.getUri());
  }

  /** As NodeManagers will want to find it. */
  ContainerFile describe(Path path, String inContainer, boolean archive) throws IOException {
    return describe(path.getFileSystem(files.getConf()).getFileStatus(path), inContainer, archive);
  }

  ContainerFile describe(FileStatus status, String inContainer, boolean archive)
      throws IOException {
    return new ContainerFile(
        inContainer,
        status.getPath().toUri().toString(),
        archive,
        isForEverybody(status) ? Sight.EVERYBODY : Sight.USER,
        status.getLen(),
        status.getModificationTime());
  }

  private void write(Path path, Content content) throws IOException {
    FileSystem.mkdirs(files, folder, FOLDER);
    Path aside = path.suffix("." + UUID.randomUUID() + ".new");
    try {
      try (OutputStream out = files.create(aside, true)) {
        content.writeTo(out);
      }
      replicate(aside);
      if (!files.rename(aside, path) && !files.exists(path)) {
        throw new IOException(aside + " cannot be renamed");
      }
    } finally {
      files.delete(aside, false);
    }
  }

  /** YARN's rule: everybody may read it, and go through every folder above it. */
  private boolean isForEverybody(FileStatus file) throws IOException {
    FileSystem there = file.getPath().getFileSystem(files.getConf());
    return file.getPermission().getOtherAction().implies(FsAction.READ)
        && isOpen(there, file.getPath().getParent());
  }

  private boolean isOpen(FileSystem there, @Nullable Path folder) throws IOException {
    if (folder == null) {
      return true;
    }
    Boolean known = open.get(folder);
    if (known == null) {
      FsPermission permission = there.getFileStatus(folder).getPermission();
      known =
          permission.getOtherAction().implies(FsAction.EXECUTE)
              && isOpen(there, folder.getParent());
      open.put(folder, known);
    }
    return known;
  }

  private static SlipwayException failed(String what, IOException e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        what + ": " + FirstLine.of(e),
        "check fs.defaultFS, spark.yarn.stagingDir and who may write there",
        e);
  }
}
