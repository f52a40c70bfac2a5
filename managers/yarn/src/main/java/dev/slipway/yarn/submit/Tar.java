package dev.slipway.yarn.submit;

import dev.slipway.launch.SparkContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Files as one tar, which NodeManagers unpack as it is: the same files make the same tar, and have
 * the same times in every container.
 */
final class Tar {
  private static final int MODE = 0644;

  private Tar() {}

  static void write(SortedMap<String, Path> files, OutputStream to) throws IOException {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(to, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
      entry.setSize(Files.size(file.getValue()));
      entry.setModTime(SparkContent.ALWAYS);
      entry.setMode(MODE);
      tar.putArchiveEntry(entry);
      Files.copy(file.getValue(), tar);
      tar.closeArchiveEntry();
    }
    tar.finish();
  }
}
