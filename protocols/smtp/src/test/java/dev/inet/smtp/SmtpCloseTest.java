package dev.inet.smtp;

import static dev.inet.smtp.Talks.OPTIONS;
import static dev.inet.smtp.Talks.PLAIN;
import static dev.inet.smtp.Talks.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.MailAddress;
import dev.inet.mail.MessageFacts;
import dev.inet.mail.MessageSource;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that another thread, or an error of the program, ends amid a verb. */
@Timeout(30)
final class SmtpCloseTest {
  private static final String TO_DATA =
      PLAIN
          + """
          C: MAIL FROM:<ann@a.test>
          S: 250 ok
          C: RCPT TO:<bob@b.test>
          S: 250 ok
          C: DATA
          S: 354 go ahead
          """;

  /** It would stand in the message, and wait for an answer that belongs to somebody else. */
  @Test
  void closingAmidAMessageSaysNoGoodbye() throws Exception {
    try (Peer peer = Peer.plays(TO_DATA + "== EXPECT-CLOSE\n")) {
      SmtpClient client = open(peer, OPTIONS);
      Letter letter = letter(() -> elsewhere(client));
      assertEquals(List.of(RecipientResult.Status.UNKNOWN), Talks.statuses(client.send(letter)));
      peer.heardAll();
      assertFalse(peer.heardSoFar().contains("QUIT"), peer.heardSoFar().toString());
    }
  }

  @Test
  void closingEndsACommandAtOnce() throws Exception {
    SmtpClient[] held = new SmtpClient[1];
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.send("220 mx.test ready").expect("EHLO me.test");
              conversation.send("250 mx.test").expect("VRFY bob");
              held[0].close();
              conversation.expectClose();
            })) {
      held[0] = open(peer, OPTIONS);
      InetException ended = assertThrows(InetException.class, () -> held[0].verify("bob"));
      assertEquals(Failure.BROKEN_OFF, ended.failure(), ended.toString());
      assertFalse(peer.heardSoFar().contains("QUIT"), peer.heardSoFar().toString());
    }
  }

  /** The server waits for a message by then, and would take a goodbye for a line of it. */
  @Test
  void anErrorOfTheSourceEndsTheSessionWithoutAGoodbye() throws Exception {
    try (Peer peer = Peer.plays(TO_DATA + "== EXPECT-CLOSE\n")) {
      try (SmtpClient client = open(peer, OPTIONS)) {
        Letter letter =
            letter(
                () -> {
                  throw new UnsupportedOperationException("a bug");
                });
        assertThrows(UnsupportedOperationException.class, () -> client.send(letter));
        assertFalse(client.isOpen());
      }
      peer.heardAll();
      assertFalse(peer.heardSoFar().contains("QUIT"), peer.heardSoFar().toString());
    }
  }

  /** So many names do not wait in memory for the first answer: they meet the closed connection. */
  @Test
  void aLetterThatCannotEvenBeginWasNotSent() throws Exception {
    var recipients = new ArrayList<MailAddress>();
    for (int i = 0; i < 100; i++) {
      recipients.add(new MailAddress("", "x".repeat(900) + i, "b.test"));
    }
    MessageSource text = MessageSource.of(new byte[0]);
    Envelope envelope = Envelope.of(MailAddress.parse("ann@a.test"), recipients);
    try (Peer peer = Peer.plays(Talks.PIPELINING + "== EXPECT-CLOSE\n")) {
      SmtpClient client = open(peer, OPTIONS);
      var lost = new ArrayList<Failure>();
      client.deliver(
          new Post() {
            @Override
            public Letter next() throws IOException {
              client.close();
              return new Letter(envelope, text, MessageFacts.PLAIN, 1);
            }

            @Override
            public void done(Letter letter, List<RecipientResult> results) {}

            @Override
            public void notSent(Letter letter, InetException why) {
              lost.add(why.failure());
            }
          });
      assertEquals(List.of(Failure.BROKEN_OFF), lost);
    }
  }

  private static void elsewhere(SmtpClient client) {
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

  /** A letter in whose middle something happens. */
  private static Letter letter(Runnable amid) throws IOException {
    MessageSource text =
        MessageSource.of("Subject: x\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII));
    var event =
        new InputStream() {
          @Override
          public int read() {
            amid.run();
            return -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return read();
          }
        };
    MessageSource eventful =
        new MessageSource() {
          @Override
          public InputStream open() throws IOException {
            var rest = new ByteArrayInputStream("more\r\n".getBytes(StandardCharsets.US_ASCII));
            return new SequenceInputStream(text.open(), new SequenceInputStream(event, rest));
          }

          @Override
          public long size() throws IOException {
            return text.size() + 6;
          }
        };
    Envelope envelope =
        Envelope.of(MailAddress.parse("ann@a.test"), List.of(MailAddress.parse("bob@b.test")));
    return new Letter(envelope, eventful, MessageFacts.PLAIN, 1);
  }
}
