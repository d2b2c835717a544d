package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Tls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  private final SSLContext tls = Tls.serving(Authority.create().server());

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
}
