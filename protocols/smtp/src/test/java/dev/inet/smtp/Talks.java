package dev.inet.smtp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.mail.MailAddress;
import dev.inet.mail.MessageFacts;
import dev.inet.mail.MessageSource;
import dev.inet.sandbox.Peer;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.RecipientResult.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the tests of sending share: servers by script, letters, and what became of them. */
final class Talks {
  private Talks() {}

  static final Dialer DIALER =
      Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofSeconds(20))).build();
  static final SmtpOptions OPTIONS = SmtpOptions.DEFAULT.withEhlo(Optional.of("me.test"));
  static final String GREETING =
      """
      S: 220 mx.test ready
      C: EHLO me.test
      """;
  static final String PIPELINING =
      GREETING
          + """
          S: 250-mx.test
          S: 250 PIPELINING
          """;
  static final String PLAIN = GREETING + "S: 250 mx.test\n";

  static SmtpClient open(Peer peer, SmtpOptions options) throws IOException {
    return open(peer, options, "smtp", SaslLogin.NONE);
  }

  static SmtpClient open(Peer peer, SmtpOptions options, String scheme, SaslLogin login)
      throws IOException {
    SmtpUrl url = SmtpUrl.parse(scheme + "://127.0.0.1:" + peer.port());
    return SmtpClient.open(DIALER, url, options, login);
  }

  static Letter letter(String text, String... recipients) throws IOException {
    MessageSource source = MessageSource.of(text.getBytes(StandardCharsets.UTF_8));
    Envelope envelope =
        Envelope.of(MailAddress.parse("ann@a.test"), MailAddress.parseAll(List.of(recipients)));
    return new Letter(envelope, source, MessageFacts.of(source), 1);
  }

  static List<Status> statuses(List<RecipientResult> results) {
    return results.stream().map(RecipientResult::status).toList();
  }

  /** Sends one message over a script and returns what became of it. */
  static List<RecipientResult> sent(String script, SmtpOptions options, String... recipients)
      throws IOException {
    try (Peer peer = Peer.plays(script)) {
      List<RecipientResult> results;
      try (var client = open(peer, options)) {
        results = client.send(letter("Subject: x\n\nbody\n", recipients));
      }
      peer.heardAll();
      return results;
    }
  }

  /** A heap of letters to one recipient. */
  static final class Heap implements Post {
    final List<Status> done = new ArrayList<>();
    final List<Failure> lost = new ArrayList<>();
    private int left;

    Heap(int count) {
      left = count;
    }

    @Override
    public @Nullable Letter next() throws IOException {
      return left-- > 0 ? letter("A: b\n\nbody\n", "bob@b.test") : null;
    }

    @Override
    public void done(Letter letter, List<RecipientResult> results) {
      done.addAll(statuses(results));
    }

    @Override
    public void notSent(Letter letter, InetException why) {
      lost.add(why.failure());
    }
  }
}
