package dev.slipway.packages;

import java.io.PrintStream;
import java.util.Locale;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/**
 * Says what is fetched: one line that moves where there is a terminal, and one at the end. The
 * resolver calls from several threads.
 */
final class Progress extends AbstractTransferListener {
  private static final long MEGABYTE = 1_000_000;

  private final PrintStream out;
  private final boolean terminal;
  private long bytes;
  private int files;
  private long shown = -1;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public synchronized void transferProgressed(TransferEvent event) {
    bytes += event.getDataLength();
    // A tenth of a megabyte is what can be seen of it.
    if (terminal && bytes * 10 / MEGABYTE != shown) {
      shown = bytes * 10 / MEGABYTE;
      out.printf(Locale.ROOT, "\r\033[Kslipway: fetching packages, %s: %s", size(), name(event));
      out.flush();
    }
  }

  @Override
  public synchronized void transferSucceeded(TransferEvent event) {
    if (event.getResource().getResourceName().endsWith(".jar")) {
      files++;
    }
  }

  synchronized void end() {
    if (terminal && shown >= 0) {
      out.print("\r\033[K");
    }
    if (files > 0) {
      out.printf(
          Locale.ROOT, "slipway: fetched %d jar%s (%s)%n", files, files == 1 ? "" : "s", size());
    }
    out.flush();
  }

  private String size() {
    return String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGABYTE);
  }

  private static String name(TransferEvent event) {
    String path = event.getResource().getResourceName();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
