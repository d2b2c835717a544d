package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Security;
import dev.inet.sandbox.Peer;
import dev.inet.sasl.SaslLogin;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How sessions begin, with servers that refuse, lie, or are attacked on the way. */
@Timeout(60)
class ImapOpeningTest {
  @Test
  void aGreetingTellsWhoIsThere() {
    for (String[] each :
        new String[][] {
          {"S: * BYE too busy", "REFUSED"},
          {"S: +OK POP3 ready", "BAD_REPLY"},
          {"S: 220 mail ESMTP", "BAD_REPLY"},
          {"== CLOSE", "NO_ANSWER"}
        }) {
      try (Peer peer = Peer.plays("\n" + each[0] + "\n")) {
        assertEquals(each[1], Talk.failure(peer, client -> {}).name(), each[0]);
      }
    }
  }

  @Test
  void aServerMayPadWhatItSends() throws IOException {
    try (Peer peer =
        Peer.plays(
            "S: \0\0* OK [CAPABILITY IMAP4rev1] hi\nC: i1 LOGIN \"demo\" \"demo\"\n"
                + "S: \0i1 OK [CAPABILITY IMAP4rev1] in\n"
                + Talk.end("i2"))) {
      Talk.work(peer, client -> {});
    }
  }

  @Test
  void signInIsRefusedOrImpossible() {
    try (Peer peer =
        Peer.plays(
            """
            S: * OK [CAPABILITY IMAP4rev1] hi
            C: i1 LOGIN "demo" "demo"
            S: i1 NO no
            """)) {
      assertEquals(Failure.SIGN_IN_REFUSED, Talk.failure(peer, client -> {}));
    }
    try (Peer peer = Peer.plays("\nS: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=X] hi\n")) {
      assertEquals(Failure.NO_MECHANISM, Talk.failure(peer, client -> {}));
    }
    try (Peer peer = Peer.plays("\nS: * OK [CAPABILITY IMAP4rev1] hi\n")) {
      var refused =
          assertThrows(
              InetException.class,
              () -> Talk.open(peer.port(), ImapOptions.DEFAULT.withLogin(SaslLogin.NONE)));
      assertEquals(Failure.SIGN_IN_REFUSED, refused.failure());
    }
  }

  @Test
  void anExchangeThatCannotGoOnIsCancelledAndNothingIsWaitedFor() {
    try (Peer peer =
        Peer.plays(
            """
            S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=CRAM-MD5] hi
            C: i1 AUTHENTICATE CRAM-MD5
            S: + no Base64
            C: *
            """)) {
      assertEquals(Failure.BAD_REPLY, Talk.failure(peer, client -> {}));
      peer.heardAll();
    }
  }

  @Test
  void whoeverIsSentAwayWhileSigningInWasNotLetIn() {
    for (String said : new String[] {"* BYE too many failures", "* BYE [UNAVAILABLE] later"}) {
      try (Peer peer =
          Peer.plays(
              "S: * OK [CAPABILITY IMAP4rev1] hi\nC: i1 LOGIN \"demo\" \"demo\"\nS: "
                  + said
                  + "\n== CLOSE\n")) {
        assertEquals(Failure.SIGN_IN_REFUSED, Talk.failure(peer, client -> {}), said);
      }
    }
  }

  @Test
  void tlsThatIsRequiredIsNotGivenUp() {
    for (String greeting :
        new String[] {"* OK [CAPABILITY IMAP4rev1]", "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS]"}) {
      try (Peer peer = Peer.plays("\nS: " + greeting + " hi\n")) {
        var options = ImapOptions.DEFAULT.withLogin(Talk.DEMO).withSecurity(Security.STARTTLS);
        var refused =
            assertThrows(InetException.class, () -> Talk.open(peer.port(), options).close());
        assertEquals(Failure.TLS_NOT_OFFERED, refused.failure(), greeting);
      }
    }
  }

  @Test
  void tlsThatIsOfferedAndRefusedIsNoWayIntoClear() {
    for (Security wish : new Security[] {Security.STARTTLS, Security.STARTTLS_IF_OFFERED}) {
      try (Peer peer =
          Peer.plays(
              """
              S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
              C: i1 STARTTLS
              S: i1 NO not now
              """)) {
        var options = ImapOptions.DEFAULT.withLogin(Talk.DEMO).withSecurity(wish);
        var refused =
            assertThrows(InetException.class, () -> Talk.open(peer.port(), options).close());
        assertEquals(Failure.TLS_NOT_OFFERED, refused.failure());
      }
    }
  }

  @Test
  void wordsThatWereSentInClearDoNotPassForWordsUnderTls() {
    try (Peer peer =
        Peer.plays(
            """
            S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
            C: i1 STARTTLS
            S: i1 OK begin
            S: * OK injected
            """)) {
      assertEquals(Failure.BAD_REPLY, Talk.failure(peer, client -> {}));
    }
  }
}
