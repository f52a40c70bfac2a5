package dev.slipway.yarn;

import dev.slipway.link.Protocol;
import dev.slipway.link.RemoteEnd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Messages as lines over one socket, for both of its ends. Two threads of its own; safe for use by
 * several.
 */
public final class LineChannel implements RemoteEnd.Channel {
  private static final int MAX_WAITING = 10_000;
  private static final String LAST = "";

  private final Socket socket;
  private final BufferedReader in;
  private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread writer;

  private volatile Consumer<String> ended = why -> {};

  /** Says and hears nothing before {@link #begin}. */
  public LineChannel(Socket socket, BufferedReader in) {
    this.socket = socket;
    this.in = in;
    this.writer = thread("slipway-line-out", this::write);
  }

  /** A reader of a socket, for the constructor, when something was read of it before. */
  public static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * The next line, without its end; empty at the end of everything.
   *
   * @param most characters; whoever sends more is not listened to
   */
  public static Optional<String> line(BufferedReader in, int most) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
      }
      if (line.length() == most) {
        throw new IOException("a message is too long");
      }
      line.append((char) next);
    }
    return Optional.of(line.toString());
  }

  /**
   * Once.
   *
   * @param received and {@code toldOfEnd}: as {@link RemoteEnd#open} has them; on a thread of its
   *     own
   */
  public void begin(Consumer<String> received, Consumer<String> toldOfEnd) {
    ended = toldOfEnd;
    writer.start();
    thread("slipway-line-in", () -> read(received)).start();
  }

  @Override
  public void send(String message) {
    if (!over.get() && !waiting.offer(message)) {
      end("the other side takes no more messages");
    }
  }

  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      if (waiting.offer(LAST)) {
        awaitWriter();
      }
      closeSocket();
    }
  }

  @Override
  public void abort() {
    over.set(true);
    closeSocket();
  }

  private void awaitWriter() {
    try {
      writer.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Consumer<String> received) {
    try {
      for (Optional<String> line = line(in, Protocol.MAX_MESSAGE);
          line.isPresent();
          line = line(in, Protocol.MAX_MESSAGE)) {
        received.accept(line.get());
      }
      end("the connection was closed");
    } catch (IOException e) {
      end("the connection broke: " + e.getMessage());
    }
  }

  private void write() {
    try {
      OutputStream out = socket.getOutputStream();
      for (String line = waiting.take(); !line.equals(LAST); line = waiting.take()) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      end("sending failed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(String why) {
    if (over.compareAndSet(false, true)) {
      closeSocket();
      ended.accept(why);
    }
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more in any case.
    }
    writer.interrupt();
  }

  private static Thread thread(String name, Runnable task) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }
}
