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
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.Arrays;
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
