package dev.inet.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import dev.inet.sasl.SaslLogin;
import java.io.IOException;
import java.time.Duration;

/** Conversations with a scripted server. */
final class Chats {
  static final SaslLogin ANN = SaslLogin.of(new Credentials("ann", Secret.of("s3cret")));

  /** How a session begins with a server that has all that saves round trips. */
  static final String ENTER =
      """
      S: +OK ready
      C: CAPA
      S: +OK
      S: TOP
      S: UIDL
      S: USER
      S: PIPELINING
      S: .
      C: USER ann
      S: +OK
      C: PASS s3cret
      S: +OK
      """;

  /** How one begins with a server of 1988. */
  static final String ENTER_OLD =
      """
      S: +OK ready
      C: CAPA
      S: -ERR what?
      C: USER ann
      S: +OK
      C: PASS s3cret
      S: +OK
      """;

  private Chats() {}

  /** Plays the beginning of a session, for servers that are programs. */
  static void enter(Conversation conversation) throws IOException {
    for (String line : ENTER.lines().toList()) {
      if (line.startsWith("S: ")) {
        conversation.send(line.substring(3));
      } else {
        conversation.expect(line.substring(3));
      }
    }
  }

  static Dialer dialer() {
    return Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofMillis(1500))).build();
  }

  static Pop3Client open(Peer peer, SaslLogin login, Security security) throws IOException {
    return Pop3Client.open(
        dialer(),
        Pop3Url.parse("pop3://127.0.0.1:" + peer.port()),
        Pop3Options.DEFAULT.withLogin(login).withSecurity(security));
  }

  static Pop3Client open(Peer peer) throws IOException {
    return open(peer, ANN, Security.STARTTLS_IF_OFFERED);
  }

  /** Something that is done in a session. */
  interface Work {
    void in(Pop3Client client) throws IOException;
  }

  static void chat(String script, Work work) throws IOException {
    try (Peer peer = Peer.plays(script)) {
      try (Pop3Client client = open(peer)) {
        work.in(client);
      }
      peer.heardAll();
    }
  }

  static InetException failing(String script, Failure failure, Work work) {
    try (Peer peer = Peer.plays(script)) {
      var e =
          assertThrows(
              InetException.class,
              () -> {
                try (Pop3Client client = open(peer)) {
                  work.in(client);
                }
              });
      assertEquals(failure, e.failure(), String.valueOf(e));
      return e;
    }
  }
}
