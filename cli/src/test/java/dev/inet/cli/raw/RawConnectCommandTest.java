package dev.inet.cli.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.sandbox.Peer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RawConnectCommandTest {
  @TempDir Path folder;

  private Live connect(Peer peer, String input, String... options) {
    var words = new java.util.ArrayList<>(java.util.List.of("connect"));
    words.addAll(java.util.List.of(options));
    words.addAll(java.util.List.of("127.0.0.1", Integer.toString(peer.port())));
    return Live.raw(folder, input, words.toArray(String[]::new));
  }

  private static final String SMTP =
      "S: 220 mx ready\nC: EHLO inet\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\n";

  @Test
  void sendAndExpectAreDoneInTheOrderTyped() throws Exception {
    try (Peer peer =
        Peer.plays("S: 220 ready\nC: ONE\nS: 250 \\x00\\xFFone\nC: TWO\nS: 221 bye\n")) {
      Live ending =
          connect(
              peer,
              "",
              "--expect",
              "^220 ",
              "--send",
              "ONE\\r\\n",
              "--expect",
              "\\xffone",
              "--send",
              "TWO\\x0d\\n",
              "--expect",
              "(?i)BYE");
      assertEquals(0, ending.status(), ending.err());
      assertTrue(ending.out().endsWith("221 bye\r\n"), ending.out());
      peer.heardAll();
    }
  }

  @Test
  void withCrLfSendEndsALine() throws Exception {
    try (Peer peer = Peer.plays("C: ONE\nS: ok\n")) {
      Live ending = connect(peer, "", "--crlf", "--send", "ONE");
      assertEquals(0, ending.status(), ending.err());
      assertEquals("ok\r\n", ending.out());
      peer.heardAll();
    }
  }

  @Test
  void crLfIsNotDoubled() throws Exception {
    try (Peer peer = Peer.plays("C: {bytes:10}\nS: ok\n")) {
      Live ending = connect(peer, "abc\ndef\r\n", "--crlf");
      assertEquals(0, ending.status(), ending.err());
      peer.heardAll();
    }
  }

  @Test
  void anExpectationThatIsNotMetTimesOut() throws Exception {
    try (Peer peer = Peer.plays("S: 220 ready\n== STALL\n")) {
      Live ending = connect(peer, "", "--read-timeout", "300ms", "--expect", "999");
      assertEquals(28, ending.status());
      assertEquals("220 ready\r\n", ending.out());
      assertTrue(ending.err().contains("waiting for --expect 999"), ending.err());
    }
  }

  @Test
  void aPeerThatEndsBeforeTheExpectationIsAFailure() throws Exception {
    try (Peer peer = Peer.plays("S: 220 ready\n== CLOSE\n== NEXT\n== CLOSE\n")) {
      assertEquals(56, connect(peer, "", "--expect", "999").status());
      assertEquals(52, connect(peer, "", "--expect", "999").status());
    }
  }

  @Test
  void whatCameBeforeAResetIsPrinted() throws Exception {
    try (Peer peer = Peer.plays("S: before\nC: go\n== RESET\n")) {
      Live ending = connect(peer, "go\r\n", "-N");
      assertEquals(56, ending.status());
      assertEquals("before\r\n", ending.out());
    }
  }

  /** A server that says goodbye and closes leaves ours unread, of which TCP makes a reset. */
  @Test
  void aResetOnceAllIsSaidIsTheEndUnderTls() throws Exception {
    String end = SMTP + "S: 220 go\n== TLS\nC: QUIT\nS: 221 bye\n== EXPECT-CLOSE\n== RESET\n";
    try (Peer peer = Peer.plays(end)) {
      Live ending = connect(peer, "QUIT\r\n", "--starttls", "smtp", "-k", "-v");
      assertEquals(0, ending.status(), ending.err());
      assertEquals("221 bye\r\n", ending.out());
      assertTrue(ending.err().contains("* the peer closed without reading"), ending.err());
    }
    String before = SMTP + "S: 220 go\n== TLS\nC: QUIT\nS: 221 bye\n== RESET\n";
    try (Peer peer = Peer.plays(before)) {
      assertEquals(56, connect(peer, "QUIT\r\n", "--starttls", "smtp", "-k", "-N").status());
    }
  }

  @Test
  void aUnixSocketIsNamedByItsPath() throws Exception {
    Path nobody = folder.resolve("nobody");
    Live ending = Live.raw(folder, "", "connect", "unix:" + nobody);
    assertEquals(7, ending.status());
    assertTrue(ending.err().startsWith("inet: raw: unix:" + nobody + ": "), ending.err());
    Live json = Live.raw(folder, "", "connect", "--json", "unix:" + nobody);
    assertEquals(7, json.status());
    assertTrue(json.err().contains("\"endpoint\":\"unix:" + nobody + "\""), json.err());
  }

  @Test
  void idleEndsWithSuccess() throws Exception {
    try (Peer peer = Peer.plays("S: hello\n== STALL\n")) {
      Live ending = connect(peer, "", "--idle", "300ms");
      assertEquals(0, ending.status(), ending.err());
      assertEquals("hello\r\n", ending.out());
    }
  }

  /** A scheme has no case: TLS that was asked for must not be left out. */
  @Test
  void capitalsOfASchemeMeanTheSame() throws Exception {
    try (Peer peer = Peer.plays("== TLS\nS: hi\n")) {
      Live ending = Live.raw(folder, "", "connect", "-kN", "TLS://127.0.0.1:" + peer.port());
      assertEquals(0, ending.status(), ending.err());
      assertEquals("hi\r\n", ending.out());
    }
  }

  @Test
  void hexShowsBytes() throws Exception {
    try (Peer peer = Peer.plays("S: \\x00AB\\\n")) {
      Live ending = connect(peer, "", "--hex");
      assertEquals(0, ending.status(), ending.err());
      assertTrue(ending.out().contains("00 41 42"), ending.out());
    }
  }

  @Test
  void startTlsIsSpokenAndThenStrict() throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), Peer.authority().pem());
    String tls = SMTP + "S: 220 go\n== TLS\nC: QUIT\nS: 221 bye\n";
    try (Peer peer = Peer.plays(tls)) {
      Live ending =
          connect(
              peer,
              "",
              "--starttls",
              "smtp",
              "--cacert",
              ca.toString(),
              "--send",
              "QUIT\\r\\n",
              "--expect",
              "221");
      assertEquals(0, ending.status(), ending.err());
      assertEquals("221 bye\r\n", ending.out());
    }
    try (Peer peer = Peer.plays(SMTP + "S: 502 no\n")) {
      assertEquals(64, connect(peer, "", "--starttls", "smtp").status());
    }
    // Bytes behind the go-ahead, put there by somebody on the line (CVE-2011-0411).
    try (Peer peer = Peer.plays(SMTP + "S: 220 go\nS: 250 injected\n")) {
      assertEquals(8, connect(peer, "", "--starttls", "smtp").status());
    }
  }

  @Test
  void theTargetMayBeAProfile() throws Exception {
    try (Peer peer = Peer.plays("S: hello\n")) {
      String url = "tcp://127.0.0.1:" + peer.port();
      Path file = folder.resolve("config.toml");
      Files.writeString(file, "[profile.p]\nurl = \"" + url + "\"\nmax-size = \"5\"\n");
      Live ending = Live.raw(folder, "", "connect", "--config", file.toString(), "@p");
      assertEquals(8, ending.status(), ending.err());
      assertEquals("hello", ending.out());
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 3", "8, 5", "0, 6", "0, 7"})
  void whatComesIsBounded(int code, int most) throws Exception {
    try (Peer peer = Peer.plays("S: four\n")) {
      Live ending = connect(peer, "", "--max-size", Integer.toString(most));
      assertEquals(code, ending.status(), ending.err());
      assertEquals("four\r\n".substring(0, Math.min(most, 6)), ending.out());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "21, smtp, 554 no service",
    "21, smtp, 421-busy|421 later",
    "21, nntp, 400 later",
    "21, ftp, 530 no",
    "21, pop3, -ERR no",
    "21, imap, * BYE no",
    "8, smtp, 5 apples",
    "8, smtp, SSH-2.0",
    "8, imap, 500 no"
  })
  void aGreetingThatSaysNoBeforeStartTls(int code, String protocol, String lines) throws Exception {
    try (Peer peer = Peer.plays("S: " + lines.replace("|", "\nS: ") + "\n")) {
      Live ending = connect(peer, "", "--starttls", protocol);
      assertEquals(code, ending.status(), ending.err());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 127.0.0.1 65536",
    "2, 127.0.0.1 -1",
    "2, 127.0.0.1 klingon",
    "2, 127.0.0.1",
    "2, 127.0.0.1 1 2",
    "2, tcp://127.0.0.1:1 1",
    "2, --recv-only --send-only 127.0.0.1 1",
    "2, --tls require 127.0.0.1 1",
    "2, --udp --tls 127.0.0.1 1",
    "2, --udp --proxy http://p:1 127.0.0.1 1",
    "2, --starttls klingon 127.0.0.1 1",
    "2, --send \\q 127.0.0.1 1",
    "2, --expect ( 127.0.0.1 1",
    "3, http://127.0.0.1:1",
    "3, tcp://127.0.0.1",
    "3, tcp://127.0.0.1:65536",
    "3, tcp://[::1",
    "3, tcp://a%zz:1",
    "3, tcp://ann@127.0.0.1:1",
    "2, [::1 1",
    "7, 127.0.0.1 1",
    "7, 2130706433 1",
    "7, [::1] 1",
    "7, tcp://127.0.0.1:1/",
    "7, tcp://12%37.0.0.1:1",
    "7, unix:missing",
  })
  void whatIsWrongHasItsStatus(int status, String words) throws Exception {
    Live ending = Live.raw(folder, "", ("connect " + words).split(" "));
    assertEquals(status, ending.status(), ending.err());
    assertEquals(1, ending.err().lines().count(), ending.err());
  }
}
