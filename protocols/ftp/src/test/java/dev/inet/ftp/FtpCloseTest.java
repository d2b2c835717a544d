package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verbs that another thread ends. */
@Timeout(30)
final class FtpCloseTest {
  private static final RemotePath FILE = RemotePath.of("f", StandardCharsets.UTF_8);
  private static final String GET =
      """
      C: TYPE I
      S: 200 ok
      C: EPSV
      S: 229 (|||PORT|)
      C: RETR f
      S: 150 go
      """;

  @Test
  void closingEndsACommandAtOnceAndSaysNoGoodbye() throws Exception {
    var held = new AtomicReference<FtpClient>();
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.send("220 hello").expect("AUTH TLS");
              conversation.send("502 no").expect("USER anonymous");
              conversation.send("230 in").expect("DELE f");
              held.get().close();
              conversation.expectClose();
            })) {
      FtpClient client = Talk.open(peer);
      held.set(client);
      InetException ended = assertThrows(InetException.class, () -> client.delete(FILE));
      assertEquals(Failure.BROKEN_OFF, ended.failure(), ended.toString());
      assertFalse(peer.heardSoFar().contains("QUIT"), peer.heardSoFar().toString());
    }
  }

  /** The data connection is closed as well: a server that stalls would hold the thread there. */
  @Test
  void closingEndsATransferAtOnce() throws Exception {
    try (Peer data = data();
        Peer control = Talk.control(data, GET + "== EXPECT-CLOSE\n")) {
      FtpClient client = Talk.open(control);
      InetException ended =
          assertThrows(InetException.class, () -> get(client, bytes -> elsewhere(client)));
      assertEquals(Failure.INCOMPLETE, ended.failure(), ended.toString());
      control.heardAll();
      assertFalse(control.heardSoFar().contains("QUIT"), control.heardSoFar().toString());
    }
  }

  /** Sends more than one reading takes, and then nothing. */
  private static Peer data() {
    return Peer.of(conversation -> conversation.sendRaw("x".repeat(200_000)).stall());
  }

  private static long get(FtpClient client, Meter meter) throws IOException {
    var nowhere = Channels.newChannel(OutputStream.nullOutputStream());
    return client.get(FILE, Download.WHOLE, nowhere, meter);
  }

  private static void elsewhere(FtpClient client) {
    CompletableFuture.runAsync(
            () -> {
              try {
                client.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .join();
  }
}
