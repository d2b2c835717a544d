package dev.inet.cli.raw;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Datagrams;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Joins an input and an output to a peer by UDP. There is no end of a stream in UDP: without {@code
 * --idle} it goes on until it is stopped, or, where nothing is received, until the input ends.
 *
 * @param dialer whose settings hold
 * @param peer the peer
 * @param idle after how long without a datagram to end; zero for never
 * @param receives whether what comes is wanted
 */
record UdpJoint(Dialer dialer, Endpoint peer, Duration idle, boolean receives) {
  void flow(ReadableByteChannel input, OutputStream sink) throws IOException {
    try (Datagrams datagrams = Datagrams.toward(dialer, peer)) {
      if (!receives) {
        send(datagrams, input);
        return;
      }
      var sender = new Sender(datagrams, input);
      sender.start();
      receive(datagrams, sink, sender);
    }
  }

  /**
   * Plays steps, each text to be sent a datagram; what comes is passed on. After a last sending it
   * goes on as {@link #flow} does.
   *
   * @param steps what to do
   * @param crLf whether CR LF follows what is sent
   * @param patience how long an expectation may take
   * @throws InetException as {@link Failure#TIMEOUT} where an expectation is not met in time
   */
  void play(List<Steps.Step> steps, boolean crLf, Duration patience, OutputStream sink)
      throws IOException {
    try (Datagrams datagrams = Datagrams.toward(dialer, peer)) {
      var heard = new StringBuilder();
      for (Steps.Step step : steps) {
        if (step instanceof Steps.Send send) {
          datagrams.send(crLf ? Script.withEnd(send.bytes()) : send.bytes());
        } else if (step instanceof Steps.Expect expect) {
          await(datagrams, expect, heard, patience, sink);
        }
      }
      if (receives && steps.get(steps.size() - 1) instanceof Steps.Send) {
        var none = Channels.newChannel(java.io.InputStream.nullInputStream());
        receive(datagrams, sink, new Sender(datagrams, none));
      }
    }
  }

  private void await(
      Datagrams datagrams,
      Steps.Expect expect,
      StringBuilder heard,
      Duration patience,
      OutputStream sink)
      throws IOException {
    Deadline end = Deadline.in(patience, "read-timeout");
    Matcher matcher = expect.pattern().matcher(heard);
    while (!matcher.find()) {
      byte[] bytes;
      try {
        bytes = datagrams.receive(end).bytes();
      } catch (InetException e) {
        if (e.failure() == Failure.TIMEOUT) {
          String wanted = "--expect " + expect.pattern().pattern();
          throw new InetException(Failure.TIMEOUT, e.getMessage() + " waiting for " + wanted, e)
              .at(peer);
        }
        throw e;
      }
      if (receives) {
        sink.write(bytes);
        sink.flush();
      }
      heard.append(new String(bytes, StandardCharsets.ISO_8859_1));
      heard.delete(0, Math.max(0, heard.length() - Script.MOST));
      matcher.reset(heard);
    }
    heard.delete(0, matcher.end());
  }

  private static void send(Datagrams datagrams, ReadableByteChannel input) throws IOException {
    ByteBuffer room = ByteBuffer.allocate(Datagrams.MAX_PAYLOAD);
    while (true) {
      int n;
      try {
        n = input.read(room.clear());
      } catch (IOException e) {
        throw new InetException(Failure.LOCAL_READ, "cannot read: " + e.getMessage(), e);
      }
      if (n < 0) {
        return;
      }
      datagrams.send(Arrays.copyOf(room.array(), room.position()));
    }
  }

  private void receive(Datagrams datagrams, OutputStream sink, Sender sender) throws IOException {
    Deadline end = Deadline.in(idle, "idle");
    while (true) {
      try {
        sink.write(datagrams.receive(end).bytes());
        sink.flush();
        end = Deadline.in(idle, "idle");
      } catch (InetException e) {
        sender.check();
        boolean mine = end.hasPassed() && !dialer.total().hasPassed();
        if (e.failure() == Failure.TIMEOUT && mine) {
          return;
        }
        throw e;
      } catch (SocketException e) {
        sender.check();
        throw e;
      }
    }
  }

  private static final class Sender extends Thread {
    private final Datagrams datagrams;
    private final ReadableByteChannel input;
    private volatile @Nullable IOException failure;

    Sender(Datagrams datagrams, ReadableByteChannel input) {
      super("inet-send");
      this.datagrams = datagrams;
      this.input = input;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        send(datagrams, input);
      } catch (IOException e) {
        failure = e;
        try {
          datagrams.close();
        } catch (IOException again) {
          e.addSuppressed(again);
        }
      }
    }

    void check() throws IOException {
      IOException found = failure;
      if (found != null) {
        throw found;
      }
    }
  }
}
