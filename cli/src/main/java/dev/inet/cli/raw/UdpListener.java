package dev.inet.cli.raw;

import dev.inet.core.Deadline;
import dev.inet.core.dial.Datagrams;
import dev.inet.core.dial.Datagrams.Datagram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens by UDP: the first who sends becomes the peer that the input goes to; with {@code
 * --keep-open} the last one does. There is no end of a stream in UDP, so it goes on until stopped.
 *
 * @param datagrams the socket
 * @param teller takes what is said about peers
 * @param manner what the user asked for
 */
record UdpListener(Datagrams datagrams, Consumer<String> teller, Manner manner) {
  /**
   * What to do with what comes.
   *
   * @param echo whether it is sent back
   * @param discard whether it is forgotten
   * @param keepOpen whether datagrams of others than the first peer count
   * @param greeting what a new peer is told first; {@code null} for nothing
   * @param patience how long nothing may come; zero for any time
   */
  record Manner(
      boolean echo,
      boolean discard,
      boolean keepOpen,
      @Nullable String greeting,
      Duration patience) {}

  void serve(InputStream input, OutputStream output) throws IOException {
    InetSocketAddress peer = null;
    Typing typing = null;
    while (true) {
      Datagram datagram = datagrams.receive(Deadline.in(manner.patience(), "read-timeout"));
      InetSocketAddress sender = datagram.sender();
      if (!sender.equals(peer)) {
        if (peer != null && !manner.keepOpen()) {
          continue;
        }
        peer = sender;
        teller.accept("got a datagram from " + datagram.from());
        if (manner.greeting() != null) {
          datagrams.send(manner.greeting().getBytes(StandardCharsets.UTF_8), sender);
        }
      }
      if (manner.echo()) {
        datagrams.send(datagram.bytes(), sender);
      } else if (!manner.discard()) {
        output.write(datagram.bytes());
        output.flush();
        if (typing == null) {
          typing = new Typing(datagrams, input);
          typing.peer = sender;
          typing.start();
        }
        typing.peer = sender;
      }
    }
  }

  /** Sends what is typed to whoever is the peer just then. */
  private static final class Typing extends Thread {
    private final Datagrams datagrams;
    private final InputStream input;
    private volatile @Nullable InetSocketAddress peer;

    Typing(Datagrams datagrams, InputStream input) {
      super("inet-send");
      this.datagrams = datagrams;
      this.input = input;
      setDaemon(true);
    }

    @Override
    public void run() {
      byte[] bytes = new byte[Datagrams.MAX_PAYLOAD];
      try {
        for (int n = input.read(bytes); n >= 0; n = input.read(bytes)) {
          InetSocketAddress to = peer;
          if (to != null) {
            datagrams.send(Arrays.copyOf(bytes, n), to);
          }
        }
      } catch (IOException e) {
        // The receiving side meets the same failure where it matters.
      }
    }
  }
}
