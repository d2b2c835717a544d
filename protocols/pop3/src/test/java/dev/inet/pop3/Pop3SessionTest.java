package dev.inet.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.dial.Dialer;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.SocksServer;
import dev.inet.sasl.SaslLogin;
import dev.inet.sasl.SaslToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way in: greeting, TLS, sign-in. */
@Timeout(60)
final class Pop3SessionTest {
  @TempDir Path folder;

  private static void nothing(Pop3Client client) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "== CLOSE | NO_ANSWER",
        "S: -ERR [IN-USE] locked | REFUSED",
        "S: 220 mail ready | BAD_REPLY",
        "S: +OKAY | BAD_REPLY",
        "== STALL | TIMEOUT",
      })
  void aGreetingThatIsNone(String script, Failure failure) {
    Chats.failing(script + "\n", failure, Pop3SessionTest::nothing);
  }

  @Test
  void aBusyMailboxIsWorthAnotherTry() {
    var e = Chats.failing("S: -ERR [IN-USE] locked\n", Failure.REFUSED, Pop3SessionTest::nothing);
    assertEquals(Retry.SAFE, e.retry());
    assertEquals("-ERR [IN-USE] locked", e.reply().orElseThrow());
  }

  @Test
  void aServerWithoutCapabilitiesIsSpokenToAsEver() throws IOException {
    Chats.chat(
        Chats.ENTER_OLD + "C: STAT\nS: +OK 2 320\n",
        client -> assertEquals(new Pop3Status(2, 320), client.status()));
  }

  /** As test servers and gateways write it. */
  @Test
  void aSignMayFollowTheWordOfAReply() throws IOException {
    Chats.chat(
        "S: +OK: ready\nC: CAPA\nS: -ERR: what?\nC: USER ann\nS: +OK, who?\nC: PASS s3cret\nS: +OK!\n"
            + "C: STAT\nS: +OK: 2 320\n",
        client -> assertEquals(new Pop3Status(2, 320), client.status()));
  }

  @Test
  void nobodyIsRefusedBeforeConnecting() {
    try (Peer peer = Peer.plays("S: +OK\n")) {
      var e =
          assertThrows(
              InetException.class,
              () -> Chats.open(peer, SaslLogin.NONE, Security.STARTTLS_IF_OFFERED));
      assertEquals(Failure.USAGE, e.failure());
      assertEquals(0, peer.accepted());
    }
  }

  // --- TLS

  private Dialer trusting() throws IOException {
    Path authority = Files.writeString(folder.resolve("ca.pem"), Peer.authority().pem());
    return Chats.dialer().toBuilder().tls(TlsPolicy.DEFAULT.withCaFile(authority)).build();
  }

  @Test
  void tlsIsUsedWhereItIsOfferedAndWhatWasOfferedBeforeIsForgotten() throws IOException {
    try (Peer peer =
        Peer.plays(
            """
            S: +OK ready
            C: CAPA
            S: +OK
            S: STLS
            S: SASL CRAM-MD5
            S: .
            C: STLS
            S: +OK
            == TLS
            C: CAPA
            S: +OK
            S: SASL PLAIN
            S: .
            C: AUTH PLAIN AGFubgBzM2NyZXQ=
            S: +OK
            """)) {
      Pop3Client.open(
              trusting(),
              Pop3Url.parse("pop3://localhost:" + peer.port()),
              Pop3Options.DEFAULT.withLogin(Chats.ANN))
          .close();
      peer.heardAll();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Struck out by whoever sits in between.
        "S: +OK\\nS: USER\\nS: .\\n | TLS_NOT_OFFERED",
        "S: +OK\\nS: STLS\\nS: .\\nC: STLS\\nS: -ERR no\\n | TLS_NOT_OFFERED",
        "S: -ERR\\nC: STLS\\nS: -ERR no\\n | TLS_NOT_OFFERED",
        // Sent in clear behind the go-ahead: read later it would pass for the server's own words.
        "S: +OK\\nS: STLS\\nS: .\\nC: STLS\\nS: +OK\\nS: +OK injected\\n== STALL\\n | BAD_REPLY",
        "S: +OK\\nS: STLS\\nS: .\\nC: STLS\\nS: +OK\\n== CLOSE\\n | TLS_HANDSHAKE",
      })
  void requiredTlsIsInsistedOn(String answer, Failure failure) {
    String script = "S: +OK ready\nC: CAPA\n" + answer.replace("\\n", "\n");
    try (Peer peer = Peer.plays(script)) {
      var e =
          assertThrows(InetException.class, () -> Chats.open(peer, Chats.ANN, Security.STARTTLS));
      assertEquals(failure, e.failure(), String.valueOf(e));
      assertFalse(peer.heardSoFar().stream().anyMatch(line -> line.contains("ann")));
    }
  }

  @Test
  void anUntrustedCertificateEndsItEvenWhereTlsIsOnlyTried() {
    String script =
        "S: +OK ready\nC: CAPA\nS: +OK\nS: STLS\nS: .\nC: STLS\nS: +OK\n== TLS\nC: CAPA\n";
    Chats.failing(script, Failure.UNTRUSTED, Pop3SessionTest::nothing);
  }

  /** Behind a proxy no address is this machine's. */
  @Test
  void noPasswordGoesOutInClearToAnotherMachine() throws IOException {
    String script = "S: +OK ready\nC: CAPA\nS: +OK\nS: USER\nS: SASL PLAIN LOGIN\nS: .\n";
    try (Peer peer = Peer.plays(script);
        SocksServer socks = SocksServer.start(ListenAt.freePort())) {
      Dialer far =
          Chats.dialer().toBuilder()
              .proxies(
                  ProxyRules.of(
                      List.of(ProxyRules.parse("socks5h://127.0.0.1:" + socks.port())), ""))
              .build();
      var e =
          assertThrows(
              InetException.class,
              () ->
                  Pop3Client.open(
                      far,
                      Pop3Url.parse("pop3://127.0.0.1:" + peer.port()),
                      Pop3Options.DEFAULT.withLogin(Chats.ANN)));
      assertEquals(Failure.SIGN_IN_REFUSED, e.failure(), String.valueOf(e));
      assertFalse(peer.heardSoFar().stream().anyMatch(line -> line.contains("s3cret")));
      assertFalse(peer.heardSoFar().stream().anyMatch(line -> line.contains("USER ann")));
    }
  }

  // --- sign-in

  private static final String BEGIN = "S: +OK ready\nC: CAPA\nS: +OK\nS: USER\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S: .\nC: USER ann\nS: -ERR who?\n",
        "S: .\nC: USER ann\nS: +OK\nC: PASS s3cret\nS: -ERR [AUTH] no\n",
        "S: .\nC: USER ann\nS: +OK\nC: PASS s3cret\nS: -ERR [SYS/TEMP] later\n",
        "S: SASL PLAIN\nS: .\nC: AUTH PLAIN AGFubgBzM2NyZXQ=\nS: -ERR no\n",
        "S: SASL PLAIN\nS: .\nC: AUTH PLAIN AGFubgBzM2NyZXQ=\nS: + \nC: AGFubgBzM2NyZXQ=\n"
            + "S: -ERR no\n",
        "S: SASL LOGIN\nS: .\nC: AUTH LOGIN\nS: + VXNlcg==\nC: YW5u\nS: -ERR no\n",
      })
  void everyRefusedSignInIsOne(String rest) {
    var e = Chats.failing(BEGIN + rest, Failure.SIGN_IN_REFUSED, Pop3SessionTest::nothing);
    assertFalse(String.valueOf(e.getMessage()).contains("s3cret"));
  }

  @Test
  void apopAnswersATimestampAndNothingThatOnlyLooksLikeOne() throws IOException {
    String apop =
        """
        S: +OK ready <1896.697170952@dbc.mtview.ca.us>
        C: CAPA
        S: -ERR
        C: {regex:APOP ann [0-9a-f]{32}}
        S: +OK
        """;
    Chats.chat(apop, Pop3SessionTest::nothing);
    // Bytes that are no ASCII serve to find collisions.
    String forged = apop.replace("1896", "\\xC3\\xBC").replaceAll("C: \\{.*\n", "");
    Chats.chat(
        forged.replace(
            "S: -ERR\nS: +OK\n", "S: -ERR\nC: USER ann\nS: +OK\nC: PASS s3cret\nS: +OK\n"),
        Pop3SessionTest::nothing);
  }

  @Test
  void aServerWithoutASecretForApopMayTakeThePassword() {
    // GNU's server greets with a time stamp though nobody has a secret there.
    var failed =
        Chats.failing(
            """
            S: +OK ready <1896.697170952@dbc.mtview.ca.us>
            C: CAPA
            S: -ERR
            C: {regex:APOP ann [0-9a-f]{32}}
            S: -ERR [AUTH] Bad login
            """,
            Failure.SIGN_IN_REFUSED,
            Pop3SessionTest::nothing);
    assertEquals(
        "if the password is right, the server may want --auth USER", failed.hint().orElse(""));
  }

  @Test
  void apopIsThatOfTheRfc() throws IOException {
    var login = SaslLogin.of(new dev.inet.core.Credentials("mrose", Secret.of("tanstaaf")));
    try (Peer peer =
        Peer.plays(
            """
            S: +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>
            C: CAPA
            S: -ERR
            C: APOP mrose c4c9334bac560ecc979e58001b3e22fb
            S: +OK maildrop has 1 message (369 octets)
            """)) {
      Chats.open(peer, login, Security.STARTTLS_IF_OFFERED).close();
      peer.heardAll();
    }
  }

  @Test
  void aLongTokenWaitsForItsTurn() throws IOException {
    String token = "t".repeat(300);
    var login = SaslLogin.NONE.withUser("ann").withToken(SaslToken.of(Secret.of(token)));
    try (Peer peer =
        Peer.plays(
            """
            S: +OK ready
            C: CAPA
            S: +OK
            S: SASL XOAUTH2
            S: .
            C: AUTH XOAUTH2
            S: +\\x20
            C: {regex:[A-Za-z0-9+/=]{400,}}
            S: +OK
            """)) {
      Chats.open(peer, login, Security.STARTTLS_IF_OFFERED).close();
      peer.heardAll();
    }
  }

  @Test
  void aTokenOfTheOldFormNeverRidesOnTheCommand() throws IOException {
    var login = SaslLogin.NONE.withUser("ann").withToken(SaslToken.of(Secret.of("t0k")));
    try (Peer peer =
        Peer.plays(
            """
            S: +OK ready
            C: CAPA
            S: +OK
            S: SASL XOAUTH2
            S: .
            C: AUTH XOAUTH2
            S: +\\x20
            C: dXNlcj1hbm4BYXV0aD1CZWFyZXIgdDBrAQE=
            S: +OK
            """)) {
      Chats.open(peer, login, Security.STARTTLS_IF_OFFERED).close();
      peer.heardAll();
    }
  }

  @Test
  void aServerThatOffersNothingWeKnowIsToldApart() {
    var e =
        Chats.failing(
            "S: +OK ready\nC: CAPA\nS: +OK\nS: SASL GSSAPI\nS: .\n",
            Failure.NO_MECHANISM,
            Pop3SessionTest::nothing);
    assertTrue(String.valueOf(e.getMessage()).contains("GSSAPI"));
  }

  @Test
  void utf8IsAskedForWhereItIsOffered() throws IOException {
    String start = "S: +OK ready\nC: CAPA\nS: +OK\nS: UTF8 USER\nS: USER\nS: .\nC: UTF8\n";
    String rest = "C: USER grüße\nS: +OK\nC: PASS s3cret\nS: +OK\n";
    for (String answer : List.of("S: +OK\n", "S: -ERR no\n")) {
      try (Peer peer = Peer.plays(start + answer + rest)) {
        Chats.open(peer, Chats.ANN.withUser("grüße"), Security.STARTTLS_IF_OFFERED).close();
        peer.heardAll();
      }
    }
  }

  @Test
  void aUserCannotSmuggleInACommand() {
    try (Peer peer = Peer.plays(BEGIN + "S: .\n== EXPECT-CLOSE\n")) {
      var e =
          assertThrows(
              InetException.class,
              () ->
                  Chats.open(
                      peer, Chats.ANN.withUser("ann\r\nDELE 1"), Security.STARTTLS_IF_OFFERED));
      assertEquals(Failure.USAGE, e.failure());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pop3://h/, pop3, 110, ''",
    "pop://ann@h, pop, 110, ''",
    "pop3s://h/3, pop3s, 995, 3",
    "h:1110/uid:a%2Fb, pop3, 1110, uid:a/b",
    "pop3://h/all, pop3, 110, all",
  })
  void readsUrls(String text, String scheme, int port, String message) throws IOException {
    Pop3Url url = Pop3Url.parse(text);
    assertEquals(scheme, url.scheme().name());
    assertEquals(new Endpoint("h", port), url.endpoint());
    assertEquals(message, url.message().map(MessageName::toString).orElse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "imap://h",
        "pop3://h/x",
        "pop3://h/0",
        "pop3://h/1?x",
        "pop3://h/uid:%0a",
        "pop3://h/-1"
      })
  void refusesUrls(String text) {
    var e = assertThrows(InetException.class, () -> Pop3Url.parse(text));
    assertEquals(Failure.BAD_URL, e.failure());
  }
}
