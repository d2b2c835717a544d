package dev.inet.cli.raw;

import dev.inet.cli.output.Destination;
import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Joins an input and an output to a connection: both directions flow at once, the end of the input
 * half-closes the connection, the end of the connection ends the whole.
 *
 * @param connection the connection; whoever made it closes it
 * @param manner what the user asked for
 */
record Joint(Connection connection, Manner manner) {
  /** How long what we sent may take to be taken, where nobody waits for an answer. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** How long the input may pause after the peer's end before that ends the whole. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How long a peer that goes on talking is listened to where nobody wants to hear it. */
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(30);

  /**
   * How to join.
   *
   * @param receives whether what comes is wanted
   * @param sends whether the input is read
   * @param shutdown whether the end of the input half-closes
   * @param idle after how long without traffic to end; zero for never
   */
  record Manner(boolean receives, boolean sends, boolean shutdown, Duration idle) {}

  /** Where what comes goes: a channel for bulk moves, else a stream. */
  record Sink(@Nullable WritableByteChannel channel, OutputStream stream) {}

  /**
   * Lets both directions flow until the peer ends, or, where nothing is received, until the input
   * ends.
   *
   * @param input what to send
   * @param sink where what comes goes
   */
  void flow(ReadableByteChannel input, Sink sink) throws IOException {
    var idle = new IdleWatch(connection, manner.idle());
    Sender sender = new Sender(input);
    try {
      if (manner.sends()) {
        sender.start();
      }
      if (manner.receives()) {
        receive(sink);
        sender.awaitPause();
      } else {
        discardUntilSent(sender);
      }
      sender.check();
    } catch (IOException e) {
      if (idle.hasEnded()) {
        return;
      }
      sender.check();
      if (isItsWayToClose(e, sender)) {
        connection.note("the peer closed without reading our goodbye");
        return;
      }
      throw e;
    } finally {
      idle.close();
    }
  }

  /**
   * A peer that closes once all is said leaves our goodbye of TLS unread, and the system makes a
   * reset of that: in clear, where the end of the input is no bytes, it would have been an end.
   */
  private boolean isItsWayToClose(IOException e, Sender sender) {
    boolean reset = InetException.in(e).filter(i -> i.failure() == Failure.BROKEN_OFF).isPresent();
    return reset && sender.goodbye && connection.tls().isPresent();
  }

  private void receive(Sink sink) throws IOException {
    if (sink.channel() != null) {
      receive(sink.channel(), sink.stream());
      return;
    }
    byte[] bytes = new byte[32 * 1024];
    for (int n = connection.input().read(bytes); n >= 0; n = connection.input().read(bytes)) {
      sink.stream().write(bytes, 0, n);
      sink.stream().flush();
    }
  }

  /** Moves in bulk what comes, up to what {@code --max-size} allows. */
  private void receive(WritableByteChannel channel, OutputStream stream) throws IOException {
    if (!(stream instanceof Destination to)) {
      connection.drainTo(channel, Long.MAX_VALUE);
      return;
    }
    long room = to.room();
    long moved = connection.drainTo(channel, room);
    to.moved(moved);
    if (moved == room && connection.input().read() >= 0) {
      to.moved(1);
    }
  }

  /** Reads and forgets, since bytes that nobody reads would reset the connection when it closes. */
  private void discardUntilSent(Sender sender) throws IOException {
    Thread discard =
        new Thread(
            () -> {
              byte[] bytes = new byte[32 * 1024];
              try {
                while (connection.input().read(bytes) >= 0) {
                  // Not wanted.
                }
              } catch (IOException e) {
                sender.fail(e);
              }
            },
            "inet-discard");
    discard.setDaemon(true);
    discard.start();
    sender.await();
    try {
      connection.finish();
      // While the peer talks it may not have read everything, and a close would reset it.
      Deadline longest = Deadline.in(LONGEST_FAREWELL, "farewell");
      long heard = -1;
      while (discard.isAlive() && heard != connection.received() && !longest.hasPassed()) {
        heard = connection.received();
        discard.join(FAREWELL.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The peer has gone with what it wanted.
    }
  }

  /** The way from the input to the peer; a thread of its own that never keeps the program alive. */
  private final class Sender extends Thread implements ReadableByteChannel {
    private final ReadableByteChannel input;

    /** Since when the input is waited for; 0 while it is not. */
    private volatile long waitingSince;

    private @Nullable IOException failure;
    private boolean done;

    /** Whether all of the input was sent, and its end is told. */
    private volatile boolean goodbye;

    Sender(ReadableByteChannel input) {
      super("inet-send");
      this.input = input;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        connection.fillFrom(this, Long.MAX_VALUE);
        if (manner.shutdown() && manner.receives()) {
          finishQuietly();
        }
      } catch (IOException e) {
        fail(e);
      } finally {
        finish();
      }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      long now = System.nanoTime();
      waitingSince = now == 0 ? 1 : now;
      try {
        return input.read(into);
      } finally {
        waitingSince = 0;
      }
    }

    @Override
    public boolean isOpen() {
      return input.isOpen();
    }

    @Override
    public void close() {
      // The input belongs to whoever gave it.
    }

    /**
     * Lets the input go on after the peer's end, which may be half an end only: until the input
     * ends, pauses, or can no longer be sent.
     */
    synchronized void awaitPause() throws IOException {
      try {
        while (isAlive() && !done) {
          long since = waitingSince;
          long left = since == 0 ? PAUSE.toNanos() : since + PAUSE.toNanos() - System.nanoTime();
          if (left <= 0) {
            return;
          }
          wait(Math.max(1, left / 1_000_000));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new java.io.InterruptedIOException("interrupted");
      }
    }

    /** Half-closes; a peer that has gone has no need to be told. */
    private void finishQuietly() {
      try {
        // Before it goes out: who answers it by a reset may be heard before this thread goes on.
        goodbye = true;
        connection.finish();
      } catch (IOException e) {
        // Whether it went in good order shows where it is read from.
      }
    }

    private synchronized void finish() {
      done = true;
      notifyAll();
    }

    synchronized void fail(IOException e) {
      if (failure == null) {
        failure = e;
      }
      done = true;
      notifyAll();
      boolean local =
          InetException.in(e).filter(i -> i.failure() == Failure.LOCAL_READ).isPresent();
      if (local) {
        // Nobody else can tell that there will be no more input.
        closeQuietly();
      }
    }

    private void closeQuietly() {
      try {
        connection.close();
      } catch (IOException e) {
        // What failed before is what is told.
      }
    }

    /** Waits until everything is sent. */
    synchronized void await() throws IOException {
      try {
        while (!done) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new java.io.InterruptedIOException("interrupted");
      }
      check();
    }

    /** Throws what stopped the sending: not all of the input has arrived. */
    synchronized void check() throws IOException {
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** Ends a connection on which nothing moves, by closing it. */
  private static final class IdleWatch extends Thread implements AutoCloseable {
    private final Connection connection;
    private final Duration idle;
    private boolean closed;
    private volatile boolean ended;

    IdleWatch(Connection connection, Duration idle) {
      super("inet-idle");
      this.connection = connection;
      this.idle = idle;
      if (!idle.isZero()) {
        setDaemon(true);
        start();
      }
    }

    boolean hasEnded() {
      return ended;
    }

    @Override
    public synchronized void run() {
      long moved = -1;
      Deadline end = Deadline.in(idle, "idle");
      try {
        while (!closed) {
          long now = connection.sent() + connection.received();
          if (now != moved) {
            moved = now;
            end = Deadline.in(idle, "idle");
          }
          if (end.hasPassed()) {
            ended = true;
            connection.close();
            return;
          }
          // Looking ten times in the span finds the end of it a tenth late at the most.
          wait(Math.max(1, Math.min(end.leftNanos(), idle.toNanos() / 10) / 1_000_000));
        }
      } catch (InterruptedException | IOException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      notifyAll();
    }
  }
}
