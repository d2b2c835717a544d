package dev.inet.cli.raw;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Several peers at once that share one input and one output: what is typed goes to all of them,
 * what any of them says is printed as it comes. The end of the input half-closes all, those that
 * come later included. Each peer takes what is typed at its own speed; one that takes nothing any
 * more is dropped, so that it does not hold up the others.
 */
final class Crowd {
  /** How many pieces may wait for a peer. */
  private static final int WAITING = 32;

  /** How long a peer for which that many wait may take none of them. */
  private static final Duration STALL = Duration.ofSeconds(2);

  /** How long the input may pause after a peer's end before that one is let go. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Stands behind the last piece. */
  private static final byte[] END = {};

  private final InputStream input;
  private final OutputStream output;
  private final List<Member> members = new ArrayList<>();
  private boolean listening;
  private boolean inputEnded;

  /** Since when the input is waited for; 0 while it is not. */
  private volatile long waitingSince;

  Crowd(InputStream input, OutputStream output) {
    this.input = input;
    this.output = output;
  }

  /**
   * Takes a peer in until it ends.
   *
   * @throws InetException as {@link Failure#TIMEOUT} where it does not read what is typed
   */
  void join(Connection connection) throws IOException {
    Member member = enter(connection);
    try {
      byte[] bytes = new byte[32 * 1024];
      for (int n = connection.input().read(bytes); n >= 0; n = connection.input().read(bytes)) {
        synchronized (output) {
          output.write(bytes, 0, n);
          output.flush();
        }
      }
      awaitPause(member);
    } catch (IOException e) {
      member.check();
      throw e;
    } finally {
      synchronized (this) {
        members.remove(member);
      }
      member.leave();
    }
  }

  private synchronized Member enter(Connection connection) {
    var member = new Member(connection);
    members.add(member);
    member.start();
    if (inputEnded) {
      member.tell(END);
    } else if (!listening) {
      listening = true;
      Thread talk = new Thread(this::talk, "inet-crowd");
      talk.setDaemon(true);
      talk.start();
    }
    return member;
  }

  private void talk() {
    byte[] bytes = new byte[32 * 1024];
    try {
      for (int n = read(bytes); n >= 0; n = read(bytes)) {
        byte[] piece = Arrays.copyOf(bytes, n);
        for (Member member : present()) {
          member.tell(piece);
        }
      }
    } catch (IOException e) {
      // An input that fails is an input that has ended; the peers may go on.
    }
    for (Member member : end()) {
      member.tell(END);
    }
  }

  /** Lets the input go on after the end of a peer, which may be half an end only. */
  private synchronized void awaitPause(Member member) throws IOException {
    try {
      while (!inputEnded && !member.gone) {
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

  /** Reads from the input; whoever looks sees how long that takes. */
  private int read(byte[] bytes) throws IOException {
    long now = System.nanoTime();
    waitingSince = now == 0 ? 1 : now;
    try {
      return input.read(bytes);
    } finally {
      waitingSince = 0;
    }
  }

  private synchronized List<Member> present() {
    return List.copyOf(members);
  }

  private synchronized List<Member> end() {
    inputEnded = true;
    notifyAll();
    return List.copyOf(members);
  }

  /** A peer, and the thread that sends to it. */
  private static final class Member extends Thread {
    private final Connection connection;
    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean gone;
    private volatile boolean stalled;

    Member(Connection connection) {
      super("inet-crowd-member");
      this.connection = connection;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        for (byte[] piece = pieces.take(); piece != END; piece = pieces.take()) {
          connection.output().write(piece);
          connection.output().flush();
        }
        connection.finish();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        // Who reads from it meets the same failure, and the others shall hear what is said.
      } finally {
        gone = true;
        pieces.clear();
      }
    }

    /** Has something sent, or drops a peer that takes nothing. */
    void tell(byte[] piece) {
      try {
        if (!gone && !pieces.offer(piece, STALL.toMillis(), TimeUnit.MILLISECONDS)) {
          stalled = true;
          gone = true;
          connection.close();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        // It is gone in any case.
      }
    }

    void check() throws InetException {
      if (stalled) {
        throw new InetException(
                Failure.TIMEOUT,
                "timed out: took nothing of the input for " + STALL.toSeconds() + "s")
            .at(connection.peer());
      }
    }

    /** Lets what was typed arrive, as far as the peer still takes it. */
    void leave() {
      tell(END);
      try {
        long sent = -1;
        while (isAlive() && !gone && sent != connection.sent()) {
          sent = connection.sent();
          join(STALL.toMillis());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
