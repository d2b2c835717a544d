package dev.inet.cli.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.telnet.TelnetClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Joins an input that is no terminal to a server. The end of the input does not end the
 * conversation: what was asked last is still to be answered, and many a telnetd drops its answers
 * when it hears that we send no more. So we hang up when the peer is silent.
 */
final class Pipe {
  private final TelnetClient client;
  private final InputStream input;
  private final OutputStream output;
  private final Duration linger;
  private volatile boolean inputEnded;
  private volatile @Nullable IOException failure;

  Pipe(TelnetClient client, InputStream input, OutputStream output, Duration linger) {
    this.client = client;
    this.input = input;
    this.output = output;
    this.linger = linger;
  }

  /** Lets both directions flow until the peer ends, or is silent after the end of the input. */
  void flow() throws IOException {
    Thread sender = new Thread(this::send, "inet-send");
    sender.setDaemon(true);
    sender.start();
    try {
      receive();
    } catch (IOException e) {
      IOException first = failure;
      throw first == null ? e : first;
    }
    IOException first = failure;
    if (first != null) {
      throw first;
    }
  }

  private void receive() throws IOException {
    while (true) {
      boolean over = inputEnded;
      // Before the end of the input silence means nothing; it is only looked whether it came.
      if (client.pass(output, over ? linger : Duration.ofMillis(250), () -> {})) {
        return;
      }
      if (over) {
        client.finish();
        boolean unused = client.pass(output, linger, () -> {});
        return;
      }
    }
  }

  private void send() {
    byte[] bytes = new byte[32 * 1024];
    try {
      for (int n = read(bytes); n >= 0; n = read(bytes)) {
        client.sendPart(bytes, 0, n);
      }
    } catch (IOException e) {
      failure = e;
      boolean local =
          InetException.in(e).filter(i -> i.failure() == Failure.LOCAL_READ).isPresent();
      if (local) {
        closeQuietly();
      }
    } finally {
      inputEnded = true;
    }
  }

  private int read(byte[] bytes) throws IOException {
    try {
      return input.read(bytes);
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_READ, "cannot read standard input: " + e.getMessage(), e);
    }
  }

  private void closeQuietly() {
    try {
      client.close();
    } catch (IOException e) {
      // What failed before is what is told.
    }
  }
}
