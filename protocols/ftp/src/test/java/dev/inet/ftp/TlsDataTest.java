package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.Identity;
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
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that end TLS in ways of their own on data connections. */
@Timeout(60)
class TlsDataTest {
  private static final RemotePath FILE = new RemotePath("a");
  private static final String SIGN_IN =
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
      """;

  private final Authority authority = Authority.create();
  private final SSLContext tls = Tls.serving(authority.server());

  // Handshakes on a busy machine take longer than the waits of other tests.
  private final Dialer trusting =
      Dialer.builder()
          .timeouts(new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO))
          .tls(TlsPolicy.DEFAULT.withInsecure(true))
          .build();

  private FtpClient open(Peer control) throws IOException {
    FtpUrl url = FtpUrl.parse("ftpes://localhost:" + control.port());
    return FtpClient.open(trusting, url, FtpOptions.DEFAULT);
  }

  private Peer control(Peer data, String script) {
    String port = Integer.toString(data.port());
    return Peer.plays((SIGN_IN + script).replace("PORT", port), ListenAt.freePort(), tls);
  }

  /** A data connection that begins with TLS. */
  private Peer data(Peer.Part part) {
    return Peer.of(part, ListenAt.freePort().tls(tls), tls);
  }

  @Test
  void aServerThatDoesNotEndItsSideOfAnUploadIsNotWaitedFor() throws IOException {
    try (Peer data =
            data(
                talk -> {
                  talk.expectBytes(4);
                  talk.neverRead();
                });
        Peer control = control(data, "C: STOR a\nS: 150 go\nS: 226 done\nC: QUIT\n");
        FtpClient client = open(control)) {
      long begin = System.nanoTime();
      var from = new ByteArrayInputStream("abc\n".getBytes(StandardCharsets.UTF_8));
      client.put(FILE, Upload.of(Channels.newChannel(from)), Meter.NONE);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      assertTrue(took.compareTo(Duration.ofSeconds(25)) < 0, took.toString());
      assertTrue(client.isUsable());
    }
  }

  @Test
  void aServerThatHangsUpWithoutAGoodbyeHasSentAllWhereItsLastWordAndTheCountSaySo()
      throws IOException {
    try (Peer data =
            data(
                talk -> {
                  talk.sendRaw("0123456789");
                  talk.caller().channel().shutdownOutput();
                  talk.stall();
                });
        Peer control = control(data, "C: RETR a\nS: 150 go\nS: 226 done\nC: QUIT\n");
        FtpClient client = open(control)) {
      var out = new ByteArrayOutputStream();
      client.get(FILE, Download.WHOLE.of(10), Channels.newChannel(out), Meter.NONE);
      assertEquals("0123456789", out.toString(StandardCharsets.UTF_8));
      assertTrue(client.isUsable());
    }
  }

  @Test
  void theServersLastWordIsHeardUnderTlsToo() throws IOException {
    try (Peer data = Peer.plays("== STALL\n");
        Peer control = control(data, "C: RETR a\nS: 226 nothing\nC: NOOP\nS: 200 ok\nC: QUIT\n");
        FtpClient client = open(control)) {
      var out = Channels.newChannel(new ByteArrayOutputStream());
      assertEquals(0, client.get(FILE, Download.WHOLE, out, Meter.NONE), "no hands were shaken");
      assertEquals(200, client.raw("NOOP", reply -> {}).code());
    }
    try (Peer data =
            data(
                talk -> {
                  talk.sendRaw("0123");
                  talk.stall();
                });
        Peer control = control(data, "C: RETR a\nS: 150 go\nS: 226 all\nC: QUIT\n");
        FtpClient client = open(control)) {
      var out = new ByteArrayOutputStream();
      client.get(FILE, Download.WHOLE.of(4), Channels.newChannel(out), Meter.NONE);
      assertEquals("0123", out.toString(StandardCharsets.UTF_8));
      assertTrue(client.isUsable());
    }
  }

  /** Whoever sits on the way of the data alone has no certificate that is vouched for. */
  @ParameterizedTest
  @ValueSource(strings = {"another authority", "another name"})
  void dataIsNotTakenFromNorGivenToSomebodyElse(String whose, @TempDir Path folder)
      throws IOException {
    Path trusted = Files.writeString(folder.resolve("ca.pem"), authority.pem());
    Identity other =
        whose.equals("another name")
            ? authority.leaf("elsewhere.example").issue()
            : Authority.create().server();
    Dialer careful =
        Dialer.builder()
            .timeouts(new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO))
            .tls(TlsPolicy.DEFAULT.withCaFile(trusted))
            .build();
    for (String verb : new String[] {"RETR", "STOR"}) {
      try (Peer data =
              Peer.of(talk -> talk.stall(), ListenAt.freePort().tls(Tls.serving(other)), tls);
          Peer control = control(data, "C: " + verb + " a\nS: 150 go\n== STALL\n");
          FtpClient client =
              FtpClient.open(
                  careful,
                  FtpUrl.parse("ftpes://localhost:" + control.port()),
                  FtpOptions.DEFAULT)) {
        var out = new ByteArrayOutputStream();
        var from = Channels.newChannel(new ByteArrayInputStream(new byte[] {'a'}));
        var refused =
            assertThrows(
                InetException.class,
                () -> {
                  if (verb.equals("RETR")) {
                    client.get(FILE, Download.WHOLE, Channels.newChannel(out), Meter.NONE);
                  } else {
                    client.put(FILE, Upload.of(from), Meter.NONE);
                  }
                });
        assertEquals(Failure.UNTRUSTED, refused.failure(), refused.toString());
        assertEquals(0, out.size());
      }
    }
  }
}
