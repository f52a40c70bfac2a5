package dev.slipway.standalone.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a container writes to one stream: the file that its processes append to, and the pieces that
 * were cut off its front, each named by where it begins, {@code stdout.0}, {@code stdout.67108864}.
 * Offsets count from the first byte that was ever written. Not for use by several threads.
 */
record ContainerLog(Path file) {
  private static final int ROUNDS = 10;

  /** Bytes from an offset on, and how many there have ever been. */
  record Part(long offset, byte[] bytes, long size) {}

  private record Piece(Path path, long start, long length) {
    long end() {
      return start + length;
    }
  }

  /**
   * @param offset negative: so that the end is read; one that has left: from the oldest there is
   */
  Part read(long offset, int limit) throws IOException {
    List<Piece> pieces = all();
    long size = pieces.get(pieces.size() - 1).end();
    long start = Math.max(pieces.get(0).start, offset < 0 ? size - limit : offset);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Piece piece : pieces) {
      long at = start + bytes.size();
      if (at >= piece.start && at < piece.end() && bytes.size() < limit) {
        bytes.writeBytes(read(piece, at - piece.start, limit - bytes.size()));
      }
    }
    return new Part(start, bytes.toByteArray(), size);
  }

  private static byte[] read(Piece piece, long from, int limit) throws IOException {
    try (FileChannel channel = FileChannel.open(piece.path, StandardOpenOption.READ)) {
      int length = (int) Math.min(limit, piece.length - from);
      return Channels.newInputStream(channel.position(from)).readNBytes(length);
    }
  }

  /**
   * Once the file is this large, copies it aside and truncates it; the oldest pieces leave. What is
   * written between the copy's last read and the truncation is lost.
   *
   * @param keep how many pieces stay, at least one: its name says where the file begins
   */
  void rotate(long bytes, int keep) throws IOException {
    if (!Files.exists(file) || Files.size(file) < bytes) {
      return;
    }
    List<Piece> pieces = all();
    Piece whole = pieces.remove(pieces.size() - 1);
    // First, so that there is room for the copy.
    for (int i = 0; i <= pieces.size() - keep; i++) {
      Files.delete(pieces.get(i).path);
    }
    try (FileChannel out =
            FileChannel.open(aside(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileChannel in =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      copy(in, out);
      in.truncate(0);
    } catch (IOException e) {
      Files.deleteIfExists(aside());
      throw e;
    }
    Files.move(aside(), piece(whole.start), StandardCopyOption.ATOMIC_MOVE);
  }

  /** All that is there, and what comes meanwhile, unless it comes faster than it is copied. */
  private static void copy(FileChannel in, FileChannel out) throws IOException {
    long at = 0;
    for (int round = 0; round < ROUNDS && at < in.size(); round++) {
      long end = in.size();
      while (at < end) {
        at += in.transferTo(at, end - at, out);
      }
    }
  }

  /** Oldest first; the last one is the file itself. */
  private List<Piece> all() throws IOException {
    recover();
    List<Piece> all = pieces();
    all.add(new Piece(file, end(all), Files.size(file)));
    return all;
  }

  private List<Piece> pieces() throws IOException {
    String prefix = file.getFileName() + ".";
    List<Piece> pieces = new ArrayList<>();
    try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
      for (Path each : files.toList()) {
        String name = each.getFileName().toString();
        if (name.startsWith(prefix) && name.substring(prefix.length()).matches("\\d{1,18}")) {
          long start = Long.parseLong(name.substring(prefix.length()));
          pieces.add(new Piece(each, start, Files.size(each)));
        }
      }
    }
    pieces.sort(Comparator.comparingLong(Piece::start));
    return pieces;
  }

  private static long end(List<Piece> pieces) {
    return pieces.isEmpty() ? 0 : pieces.get(pieces.size() - 1).end();
  }

  /**
   * After a kill. Before the truncation the file still begins with what was copied; after it, the
   * copy lacks only its name.
   */
  private void recover() throws IOException {
    if (!Files.exists(aside())) {
      return;
    }
    long differs = Files.mismatch(aside(), file);
    if (differs < 0 || differs == Files.size(aside())) {
      Files.delete(aside());
    } else {
      Files.move(aside(), piece(end(pieces())), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private Path aside() {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  private Path piece(long start) {
    return file.resolveSibling(file.getFileName() + "." + start);
  }
}
