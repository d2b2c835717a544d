package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.WebSocket;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Our side of a WebSocket, on threads of its own. */
final class Speech {
  private static final int PIECE = 64 * 1024;

  private final Surroundings around;
  private final WebSocket socket;
  private final boolean binary;
  private final List<String> texts;
  private final boolean stays;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Throwable failure;

  Speech(Surroundings around, WebSocket socket, boolean binary, List<String> texts, boolean stays) {
    this.around = around;
    this.socket = socket;
    this.binary = binary;
    this.texts = texts;
    this.stays = stays;
  }

  /** Begins to send; and to ping, where that is wanted. */
  void begin(@Nullable Duration every) {
    start(this::speak, "inet-ws-send");
    if (every != null) {
      start(() -> ping(every), "inet-ws-ping");
    }
  }

  private static void start(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends what goes on, and tells why our side ended early. */
  void end() throws IOException {
    over.countDown();
    Throwable why = failure;
    if (why instanceof OutOfMemoryError memory) {
      throw memory;
    }
    if (why instanceof IOException ours && isOurs(ours)) {
      throw ours;
    }
  }

  private void speak() {
    try {
      if (!texts.isEmpty()) {
        for (String text : texts) {
          say(text.getBytes(StandardCharsets.UTF_8));
        }
      } else if (binary) {
        byte[] piece = new byte[PIECE];
        for (int n = read(piece); n >= 0; n = read(piece)) {
          say(Arrays.copyOf(piece, n));
        }
      } else {
        lines();
      }
      if (!stays) {
        socket.close(WebSocket.NORMAL, "");
      }
    } catch (IOException | OutOfMemoryError e) {
      // The thread that listens tells what became of the connection.
      failure = e;
      if (isOurs(e)) {
        goodbye();
      }
    }
  }

  /** Returns whether it is our side that fails: the server is told, and the user. */
  private static boolean isOurs(Throwable e) {
    return e instanceof OutOfMemoryError
        || e instanceof InetException ours && ours.failure() == Failure.LOCAL_READ;
  }

  private void goodbye() {
    try {
      socket.close(1001, "");
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private void say(byte[] message) throws IOException {
    if (binary) {
      socket.send(message);
      return;
    }
    try {
      socket.sendText(message);
    } catch (CharacterCodingException e) {
      // A text is UTF-8 (RFC 6455, section 5.6); what is none would arrive as something else.
      throw new InetException(Failure.LOCAL_READ, "a line of standard input is no UTF-8", e)
          .hint("--binary sends bytes");
    }
  }

  private int read(byte[] piece) throws IOException {
    try {
      return around.input().read(piece);
    } catch (IOException e) {
      throw unread(e);
    }
  }

  private void lines() throws IOException {
    InputStream in = new BufferedInputStream(around.input());
    var line = new ByteArrayOutputStream();
    while (true) {
      int b;
      try {
        b = in.read();
      } catch (IOException e) {
        throw unread(e);
      }
      if (b == '\n' || b < 0 && line.size() > 0) {
        byte[] bytes = line.toByteArray();
        boolean pair = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        say(pair ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
        line.reset();
      } else if (b >= 0) {
        line.write(b);
      }
      if (b < 0) {
        return;
      }
      if (line.size() > WebSocket.LONGEST) {
        throw new InetException(Failure.LOCAL_READ, "a line of standard input is too long");
      }
    }
  }

  private static InetException unread(IOException e) {
    return new InetException(
        Failure.LOCAL_READ, "cannot read standard input: " + e.getMessage(), e);
  }

  private void ping(Duration every) {
    try {
      while (!over.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        socket.ping();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The thread that listens tells what became of the connection.
    }
  }
}
