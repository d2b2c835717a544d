package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Security;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.line.Reply;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.core.trace.Event;
import dev.inet.core.trace.Trace;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.FtpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Tls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against scripted servers: each failure of the real world is a script. */
@Timeout(60)
class FtpClientTest {
  private static final String SIGN_IN =
      """
      S: 220 hello
      C: AUTH TLS
      S: 502 not here
      C: USER anonymous
      S: 331 who?
      C: PASS anonymous@example.org
      S: 230 welcome
      """;
  private static final RemotePath FILE = new RemotePath("a");

  private final Dialer dialer =
      Dialer.builder()
          .timeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ZERO))
          .build();

  private FtpClient open(Peer control) throws IOException {
    FtpUrl url = FtpUrl.parse("ftp://127.0.0.1:" + control.port());
    return FtpClient.open(dialer, url, FtpOptions.DEFAULT);
  }

  /** A server whose data connection plays a script of its own. */
  private static Peer control(Peer data, String script) {
    String port = Integer.toString(data.port());
    return Peer.plays(SIGN_IN + script.replace("PORT", port));
  }

  private String got(Peer control, long size) throws IOException {
    var out = new ByteArrayOutputStream();
    try (FtpClient client = open(control)) {
      client.get(FILE, Download.WHOLE.of(size), Channels.newChannel(out), Meter.NONE);
    }
    control.heardAll();
    return out.toString(StandardCharsets.UTF_8);
  }

  private Failure getFails(String data, String script) {
    try (Peer carrying = Peer.plays(data);
        Peer control = control(carrying, script)) {
      var failed = assertThrows(InetException.class, () -> got(control, 10));
      return failed.failure();
    }
  }

  private static final String RETR =
      """
      C: TYPE I
      S: 200 ok
      C: EPSV
      S: 229 here (|||PORT|)
      C: RETR a
      """;

  @Test
  void getNeedsNoMoreThanTheseCommands() throws IOException {
    try (Peer data = Peer.plays("S: 0123456789\\\n");
        Peer control = control(data, RETR + "S: 150 go\nS: 226 done\nC: QUIT\nS: 221 bye\n")) {
      assertEquals("0123456789", got(control, 10));
    }
  }

  /** What a command of the user's own agreed on is not how the next file is to come. */
  @Test
  void theTypeIsSaidAgainAfterTheUsersOwnCommands() throws IOException {
    String again = RETR + "S: 150 go\nS: 226 done\n";
    try (Peer data = Peer.plays("S: 01234\\\n== NEXT\nS: 01234\\\n");
        Peer control =
            control(data, again + "C: TYPE A\nS: 200 ok\n" + again + "C: QUIT\nS: 221 bye\n")) {
      var out = new ByteArrayOutputStream();
      try (FtpClient client = open(control)) {
        client.get(FILE, Download.WHOLE, Channels.newChannel(out), Meter.NONE);
        client.raw("TYPE A", reply -> {});
        client.get(FILE, Download.WHOLE, Channels.newChannel(out), Meter.NONE);
      }
      control.heardAll();
      assertEquals("0123401234", out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void repliesOfSeveralLinesAndNoPreliminaryOne() throws IOException {
    try (Peer data = Peer.plays("S: 0123456789\\\n");
        Peer control =
            control(data, RETR + "S: 226-done\nS:  226 is not the end\nS: 226 end\nC: QUIT\n")) {
      assertEquals("0123456789", got(control, 10));
    }
  }

  @Test
  void whatIsNotWholeIsIncomplete() {
    assertEquals(
        Failure.INCOMPLETE, getFails("S: 01234\\\n", RETR + "S: 150 go\nS: 226 done\nC: {any}\n"));
    assertEquals(
        Failure.INCOMPLETE, getFails("S: 01234\\\n", RETR + "S: 150 go\nS: 451 disk\nC: {any}\n"));
    assertEquals(Failure.INCOMPLETE, getFails("S: 0123456789\\\n", RETR + "S: 150 go\n== CLOSE\n"));
  }

  @Test
  void aDataConnectionThatIsResetLeavesThePartThatCame() throws IOException {
    try (Peer data =
            Peer.of(
                talk -> {
                  talk.sendRaw("01234");
                  // Until the client has taken them: a reset drops what was not read.
                  talk.caller().pause(Duration.ofMillis(200));
                  talk.reset();
                });
        Peer control = control(data, RETR + "S: 150 go\nS: 426 broke\nC: QUIT\n")) {
      var out = new ByteArrayOutputStream();
      try (FtpClient client = open(control)) {
        var failed =
            assertThrows(
                InetException.class,
                () -> client.get(FILE, Download.WHOLE, Channels.newChannel(out), Meter.NONE));
        assertEquals(Failure.INCOMPLETE, failed.failure());
        assertEquals("426 broke", failed.reply().orElse(""));
      }
      assertEquals("01234", out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void waitsEnd() {
    assertEquals(Failure.TIMEOUT, getFails("S: 0123456789\\\n", RETR + "S: 150 go\n== STALL\n"));
    assertEquals(Failure.TIMEOUT, getFails("== STALL\n", RETR + "== STALL\n"));
    assertEquals(Failure.TIMEOUT, getFails("S: 01\\\n== STALL\n", RETR + "S: 150 go\n== STALL\n"));
  }

  @Test
  void refusalsHaveTheirMeaning() {
    String none = "== STALL\n";
    assertEquals(
        Failure.ACCESS_DENIED,
        getFails(
            none, RETR + "S: 550 no\nC: MLST a\nS: 250-\nS:  type=dir; a\nS: 250 end\nC: QUIT\n"));
    assertEquals(
        Failure.NOT_FOUND, getFails(none, RETR + "S: 550 no\nC: MLST a\nS: 550 no\nC: QUIT\n"));
    assertEquals(
        Failure.ACCESS_DENIED,
        getFails(none, RETR + "S: 550 no\nC: MLST a\nS: 500 what\nC: SIZE a\nS: 213 9\nC: QUIT\n"));
    assertEquals(Failure.SIGN_IN_REFUSED, getFails(none, RETR + "S: 530 who are you\nC: QUIT\n"));
    assertEquals(Failure.REFUSED, getFails(none, RETR + "S: 450 busy\nC: QUIT\n"));
    assertEquals(Failure.REFUSED, getFails(none, RETR + "S: 421 closing\n== CLOSE\n"));
    assertEquals(Failure.UNSUPPORTED, getFails(none, RETR + "S: 502 no RETR\nC: QUIT\n"));
  }

  /** 421 may come at any time; what it means is what it interrupts. */
  @Test
  void whoeverIsSentAwayHasNotFinished() throws IOException {
    assertEquals(
        Failure.INCOMPLETE,
        getFails("S: 0123456789\\\n", RETR + "S: 150 go\nS: 421 bye\n== CLOSE\n"));
    for (String script :
        List.of("S: 421 too many\n", "S: 331 who?\nC: PASS {any}\nS: 421 too many\n")) {
      String all = "S: 220 now\nC: AUTH TLS\nS: 500 no\nC: USER anonymous\n" + script;
      try (Peer control = Peer.plays(all)) {
        var failed = assertThrows(InetException.class, () -> open(control).close());
        assertEquals(Failure.SIGN_IN_REFUSED, failed.failure(), script);
        assertEquals("421 too many", failed.getMessage());
        assertEquals(dev.inet.core.Retry.SAFE, failed.retry());
      }
    }
    String stor = RETR.replace("RETR", "STOR");
    assertEquals(Failure.UPLOAD_REFUSED, putFails("== STALL\n", stor + "S: 421 no\n== CLOSE\n"));
    assertEquals(
        Failure.INCOMPLETE, putFails("C: abc\n", stor + "S: 150 go\nS: 421 no\n== CLOSE\n"));
  }

  private Failure putFails(String data, String script) throws IOException {
    try (Peer carrying = Peer.plays(data);
        Peer control = control(carrying, script);
        FtpClient client = open(control)) {
      var from =
          Channels.newChannel(new ByteArrayInputStream("abc\n".getBytes(StandardCharsets.UTF_8)));
      var what = new Upload(from, Upload.Way.STORE, 0, false);
      var failed = assertThrows(InetException.class, () -> client.put(FILE, what, Meter.NONE));
      return failed.failure();
    }
  }

  @Test
  void nonsenseIsABadReply() {
    String none = "== STALL\n";
    assertEquals(Failure.BAD_REPLY, getFails(none, RETR + "S: hello world\n== EXPECT-CLOSE\n"));
    assertEquals(Failure.BAD_REPLY, getFails(none, RETR + "S: 331 what?\n== EXPECT-CLOSE\n"));
    String epsv = "C: TYPE I\nS: 200 ok\nC: EPSV\n";
    for (String reply : List.of("229 here", "229 (|||0|)", "229 (|||99999|)", "229 (||||)")) {
      String script = epsv + "S: " + reply + "\nC: PASV\nS: 502 what\nC: QUIT\n";
      assertEquals(Failure.BAD_REPLY, getFails(none, script), reply);
    }
  }

  @Test
  void aReplyOfAGigabyteIsNotTakenIn() {
    try (Peer control =
        Peer.of(
            talk -> {
              talk.send("220-hello");
              String line = "220-" + "x".repeat(1000) + "\r\n";
              for (int i = 0; i < 1_000_000; i++) {
                talk.caller().send(line);
              }
            })) {
      var failed = assertThrows(InetException.class, () -> open(control).close());
      assertEquals(Failure.BAD_REPLY, failed.failure());
    }
  }

  @Test
  void greetings() throws IOException {
    record Case(String script, Failure failure) {}
    for (Case one :
        List.of(
            new Case("S: 421 too many\n", Failure.REFUSED),
            new Case("S: 530 not you\nC: QUIT\n", Failure.SIGN_IN_REFUSED),
            new Case("S: 500 what\nC: QUIT\n", Failure.REFUSED),
            new Case("S: SSH-2.0-OpenSSH\n== EXPECT-CLOSE\n", Failure.BAD_REPLY),
            new Case("== STALL\n", Failure.TIMEOUT),
            new Case("== CLOSE\n", Failure.NO_ANSWER),
            new Case(
                "S: 120 soon\n"
                    + "S: 220 now\n"
                    + "C: AUTH TLS\n"
                    + "S: 500 no\n"
                    + "C: USER anonymous\n"
                    + "S: 530 no\n"
                    + "C: QUIT\n",
                Failure.SIGN_IN_REFUSED),
            new Case(
                "S: 220 now\nC: AUTH TLS\nS: 500 no\nC: USER anonymous\nS: 332 account\nC: QUIT\n",
                Failure.SIGN_IN_REFUSED))) {
      try (Peer control = Peer.plays(one.script())) {
        var failed = assertThrows(InetException.class, () -> open(control).close(), one.script());
        assertEquals(one.failure(), failed.failure(), one.script());
        control.heardAll();
      }
    }
  }

  @Test
  void tlsThatIsRequiredAndNotOffered() throws IOException {
    try (Peer control = Peer.plays("S: 220 hi\nC: AUTH TLS\nS: 500 no\nC: QUIT\nS: 221 bye\n")) {
      FtpOptions strict = FtpOptions.DEFAULT.withSecurity(Security.STARTTLS);
      var failed =
          assertThrows(
              InetException.class,
              () ->
                  FtpClient.open(
                      dialer, FtpUrl.parse("ftp://127.0.0.1:" + control.port()), strict));
      assertEquals(Failure.TLS_NOT_OFFERED, failed.failure());
      control.heardAll();
    }
    // Nor is there anything to clear after the sign-in.
    try (Peer control = Peer.plays("S: 220 hi\nC: AUTH TLS\nS: 500 no\nC: QUIT\nS: 221 bye\n")) {
      FtpOptions clearing = FtpOptions.DEFAULT.withClearControl(true);
      FtpUrl url = FtpUrl.parse("ftp://127.0.0.1:" + control.port());
      var failed = assertThrows(InetException.class, () -> FtpClient.open(dialer, url, clearing));
      assertEquals(Failure.TLS_NOT_OFFERED, failed.failure());
      control.heardAll();
    }
  }

  @Test
  void wordsInClearBehindTheGoAheadForTlsAreRefused() {
    try (Peer control =
        Peer.plays("S: 220 hi\nC: AUTH TLS\nS: 234 go\nS: 230 you are in\n== EXPECT-CLOSE\n")) {
      var failed = assertThrows(InetException.class, () -> open(control).close());
      assertEquals(Failure.BAD_REPLY, failed.failure());
    }
  }

  @Test
  void theDataConnectionIsTheServersOwn() throws IOException {
    var stranger = Tls.serving(Authority.create().server());
    try (Peer data =
            Peer.of(talk -> talk.send("stolen"), ListenAt.freePort().tls(stranger), stranger);
        Peer control =
            Peer.plays(
                """
                S: 220 hello
                C: AUTH TLS
                S: 234 go
                == TLS
                C: USER anonymous
                S: 230 in
                C: PBSZ 0
                S: 200 ok
                C: PROT P
                S: 200 ok
                C: TYPE I
                S: 200 ok
                C: EPSV
                S: 229 here (|||PORT|)
                C: RETR a
                S: 150 go
                == STALL
                """
                    .replace("PORT", Integer.toString(data.port())))) {
      // Handshakes on a busy machine take longer than the waits of other tests.
      Dialer trusting =
          Dialer.builder()
              .timeouts(new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO))
              .tls(TlsPolicy.DEFAULT.withInsecure(true))
              .build();
      FtpUrl url = FtpUrl.parse("ftpes://localhost:" + control.port());
      try (FtpClient client = FtpClient.open(trusting, url, FtpOptions.DEFAULT)) {
        var out = Channels.newChannel(new ByteArrayOutputStream());
        var failed =
            assertThrows(
                InetException.class, () -> client.get(FILE, Download.WHOLE, out, Meter.NONE));
        assertEquals(Failure.UNTRUSTED, failed.failure(), failed.toString());
      }
    }
  }

  @Test
  void pasvWhereEpsvIsRefusedAndItsAddressIsNotBelieved() throws IOException {
    try (Peer data = Peer.plays("S: 0123456789\\\n")) {
      String at = (data.port() >> 8) + "," + (data.port() & 0xff);
      try (Peer control =
          Peer.plays(
              SIGN_IN
                  + "C: TYPE I\nS: 200 ok\nC: EPSV\nS: 500 what\nC: PASV\nS: 227 at 192,0,2,1,"
                  + at
                  + "\nC: RETR a\nS: 150 go\nS: 226 done\nC: QUIT\n")) {
        assertEquals("0123456789", got(control, 10));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C: EPSV\nS: 229-as you wish\nS: 229 Extended (|||PORT|)\n",
        "C: EPSV\nS: 229 Extended Passive (EPSV) (!!!PORT!) (IPv4)\n",
        "C: EPSV\nS: 500 what\nC: PASV\nS: 227-as you wish\nS: 227 at (192,0,2,1,HIGH,LOW).\n",
        "C: EPSV\nS: 500 what\nC: PASV\nS: 227-(192,0,2,1,HIGH,LOW)\nS: 227 so\n",
        "C: EPSV\nS: 227 no\nC: PASV\nS: 227 Mode( 192, 0, 2, 1, HIGH, LOW).\n",
        "C: EPSV\nS: 229 Extended (|||PORT)\nC: PASV\nS: 227 at (192,0,2,1,HIGH,LOW)\n",
        "C: EPSV\nS: 500 what\nC: PASV\nS: 227 at (999,0,0,1,HIGH,LOW)\n",
      })
  void thePortMayStandAnywhereInTheReply(String asked) throws IOException {
    try (Peer data = Peer.plays("S: 0123456789\\\n")) {
      String script =
          asked
              .replace("PORT", "" + data.port())
              .replace("HIGH", "" + (data.port() >> 8))
              .replace("LOW", "" + (data.port() & 0xff));
      try (Peer control =
          Peer.plays(
              SIGN_IN
                  + "C: TYPE I\nS: 200 ok\n"
                  + script
                  + "C: RETR a\nS: 150 go\nS: 226 done\nC: QUIT\n")) {
        assertEquals("0123456789", got(control, 10));
      }
    }
  }

  @Test
  void aDataConnectionThatIsRefused() {
    try (Peer closed = Peer.plays("S: x\n")) {
      String port = Integer.toString(closed.port());
      closed.close();
      try (Peer control =
          Peer.plays(
              SIGN_IN
                  + "C: TYPE I\nS: 200 ok\nC: EPSV\nS: 229 (|||"
                  + port
                  + "|)\nC: PASV\nS: 500 no\nC: QUIT\n")) {
        var failed = assertThrows(InetException.class, () -> got(control, 10));
        assertEquals(Failure.UNREACHABLE, failed.failure());
      }
    }
  }

  @Test
  void whoeverClosesWhileAQuestionIsAskedIsNotConnectedAgain() throws IOException {
    var mine = new AtomicReference<FtpClient>();
    var planned = new AtomicInteger();
    Trace closing =
        event -> {
          if (event instanceof Event.Planned) {
            planned.incrementAndGet();
          } else if (event instanceof Event.Sent sent
              && new String(sent.bytes(), StandardCharsets.US_ASCII).startsWith("SIZE")) {
            assertDoesNotThrow(() -> mine.get().close());
          }
        };
    Dialer watched = Dialer.builder().trace(closing).build();
    try (Peer data = Peer.plays("S: 0123456789\\\n");
        Peer control = control(data, RETR + "S: 150 go\nS: 226 done\n== EXPECT-CLOSE\n")) {
      FtpUrl url = FtpUrl.parse("ftp://127.0.0.1:" + control.port());
      mine.set(FtpClient.open(watched, url, FtpOptions.DEFAULT));
      var out = Channels.newChannel(new ByteArrayOutputStream());
      mine.get().get(FILE, Download.WHOLE, out, Meter.NONE);
      int before = planned.get();
      assertThrows(InetException.class, () -> mine.get().facts(FILE));
      assertEquals(before, planned.get());
    }
  }

  @Test
  void anUploadThatIsRefusedAtAnyStep() {
    String stor = RETR.replace("RETR a", "STOR a");
    for (String script :
        List.of(
            stor + "S: 550 no\nC: QUIT\n",
            stor + "S: 553 name\nC: QUIT\n",
            stor + "S: 452 full\nC: QUIT\n",
            stor + "S: 530 who\nC: QUIT\n",
            stor + "S: 150 go\nS: 552 full\nC: QUIT\n",
            stor + "S: 150 go\nS: 451 disk\nC: QUIT\n")) {
      try (Peer data = Peer.plays("== EXPECT-CLOSE\n");
          Peer control = control(data, script)) {
        var failed =
            assertThrows(
                InetException.class,
                () -> {
                  try (FtpClient client = open(control)) {
                    var from = Channels.newChannel(new ByteArrayInputStream(new byte[0]));
                    client.put(FILE, Upload.of(from), Meter.NONE);
                  }
                });
        assertEquals(Failure.UPLOAD_REFUSED, failed.failure(), script);
      }
    }
  }

  /** The server tells its own path, and takes that for one below the folder of the sign-in. */
  @Test
  void whoeverFindsNoWayBackBeginsAnew() throws IOException {
    String leaves =
        "C: PWD\nS: 257 \"/srv/ftp\"\nC: CWD a\nS: 250 ok\nC: CWD /srv/ftp\nS: 550 no\n";
    String stays = "C: NOOP\nS: 200 ok\nC: QUIT\n";
    String goes = "C: CWD a\nS: 250 ok\nC: QUIT\n";
    try (Peer control =
        Peer.plays(
            SIGN_IN + leaves + "== NEXT\n" + SIGN_IN + stays + "== NEXT\n" + SIGN_IN + goes)) {
      try (FtpClient client = open(control)) {
        assertTrue(client.isFolder(new RemotePath("a")));
        assertEquals(200, client.raw("NOOP", reply -> {}).code());
      }
      control.heardAll();
    }
  }

  @Test
  void whoeverTellsNoWayBackThatCanBeGoneSendsAnother() throws IOException {
    for (String path : List.of("\"/\\x0d\"", "\"/\\x00\"", "\"/a", "none")) {
      String stays = "C: PWD\nS: 257 " + path + "\nC: QUIT\n";
      try (Peer control =
          Peer.plays(SIGN_IN + stays + "== NEXT\n" + SIGN_IN + "C: CWD a\nS: 250 ok\nC: QUIT\n")) {
        try (FtpClient client = open(control)) {
          assertTrue(client.isFolder(new RemotePath("a")), path);
        }
        control.heardAll();
      }
    }
  }

  @Test
  void hostileNamesAreNotListed() throws IOException {
    String feat =
        "C: FEAT\nS: 211-\nS:  MLST type*;size*;\nS: 211 end\nC: EPSV\nS: 229 (|||PORT|)\n";
    String lines =
        "S: type=file;size=1; ../../etc/passwd\nS: type=file; /etc/passwd\nS: type=dir; ..\n"
            + "S: type=file;size=1; esc\\x1b[2J\nS: type=file;size=1; good\n";
    try (Peer data = Peer.plays(lines);
        Peer control = control(data, feat + "C: MLSD\nS: 150 go\nS: 226 done\nC: QUIT\n")) {
      try (FtpClient client = open(control)) {
        List<String> names = client.list(RemotePath.HOME).stream().map(FtpFile::name).toList();
        assertEquals(List.of("esc\u001b[2J", "good"), names);
      }
      control.heardAll();
    }
  }

  @Test
  void aMirrorNeverWritesOutside(@TempDir Path folder) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    Files.createSymbolicLink(copy.resolve("sub"), folder);
    try (FtpServer server = FtpServer.settings().start(ListenAt.freePort())) {
      server.tree().with("/t/sub/evil.txt", new byte[3]).with("/t/good.txt", new byte[3]);
      FtpUrl url = FtpUrl.parse("ftp://127.0.0.1:" + server.port() + "/t");
      var seen = new CountedMirror();
      try (FtpClient client = FtpClient.open(dialer, url, FtpOptions.DEFAULT)) {
        Mirror.down(client, url.path(), copy, MirrorOptions.DEFAULT, seen);
      }
      assertTrue(Files.exists(copy.resolve("good.txt")));
      assertTrue(Files.notExists(folder.resolve("evil.txt")));
      assertEquals(1, seen.failed);
    }
  }

  @Test
  void theControlConnectionIsKeptAlive() throws IOException {
    try (FtpServer server = FtpServer.settings().start(ListenAt.freePort())) {
      FtpUrl url = FtpUrl.parse("ftp://127.0.0.1:" + server.port() + "/bytes/30000000");
      FtpOptions lively = FtpOptions.DEFAULT.withKeepAlive(Duration.ofMillis(1));
      try (FtpClient client = FtpClient.open(dialer, url, lively)) {
        for (int i = 0; i < 2; i++) {
          long moved =
              client.get(
                  url.path(),
                  Download.WHOLE.of(30_000_000),
                  new Checksum.Sum(Checksum.Algorithm.CRC32),
                  Meter.NONE);
          assertEquals(30_000_000, moved);
        }
      }
      assertTrue(server.heard().contains("NOOP"), server.heard().toString());
      assertEquals("QUIT", server.heard().get(server.heard().size() - 1));
    }
  }

  @Test
  void ofALongReplyTheLineIsShownThatSaysWhatIsWrong() {
    var banner = new Reply(530, List.of("Welcome", "to our server", "Login incorrect"));
    assertEquals("530 Login incorrect", new FtpException(banner).getMessage());
    var iis = new Reply(550, List.of("Cannot find the file. ", " Win32 error: 2", "End"));
    assertEquals("550 Cannot find the file.", new FtpException(iis).getMessage());
  }
}
