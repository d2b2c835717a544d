package dev.inet.telnet;

import static dev.inet.telnet.Chat.DIALER;
import static dev.inet.telnet.Chat.SHORT;
import static dev.inet.telnet.Chat.SOON;
import static dev.inet.telnet.Chat.hears;
import static dev.inet.telnet.Chat.open;
import static dev.inet.telnet.Chat.re;
import static dev.inet.telnet.Chat.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.trace.Event;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class TelnetNegotiationTest {
  @Test
  void saysNothingOfTelnetWhereThePeerDoesNot() throws Exception {
    try (Peer peer =
        Peer.plays("S: 220 mail.example ready\nC: QUIT\nS: 221 bye\n== EXPECT-CLOSE")) {
      try (TelnetClient client = open(peer)) {
        client.readUntil(re("^220 .*\r\n"), SOON);
        client.sendLine("QUIT");
        client.readUntil(re("221 bye"), SOON);
        assertFalse(client.isNegotiated());
      }
      peer.heardAll();
    }
  }

  @Test
  void negotiatesWhereThePeerBegins() throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, "IAC WILL ECHO IAC WILL SGA IAC DO TTYPE IAC DO LINEMODE 'login: '");
              hears(c, "IAC DO ECHO IAC DO SGA IAC WILL TTYPE IAC WONT LINEMODE");
              says(c, "IAC SB TTYPE SEND IAC SE");
              hears(c, "IAC SB TTYPE IS 'VT100' IAC SE 'ann' CR LF");
              says(c, "IAC WONT ECHO 'ok'");
              hears(c, "IAC DONT ECHO");
            })) {
      try (TelnetClient client = open(peer)) {
        client.readUntil(re("login: "), SOON);
        assertTrue(client.isRemoteEcho());
        assertTrue(client.isCharacterMode());
        assertTrue(client.isNegotiated());
        assertEquals("", client.readQuiet(SHORT, SOON));
        client.sendLine("ann");
        client.readUntil(re("ok"), SOON);
        assertFalse(client.isRemoteEcho());
        assertEquals(List.of("they WILL SGA", "we WILL TTYPE"), client.status());
      }
      peer.heardAll();
    }
  }

  @Test
  void beginsWhereItIsToldTo() throws Exception {
    try (Peer peer = Peer.of(c -> hears(c, "IAC DO SGA IAC WILL TTYPE IAC WILL NAWS"))) {
      var always = TelnetOptions.DEFAULT.withOpening(TelnetOptions.Opening.ALWAYS);
      try (TelnetClient client = open(peer, DIALER, always)) {
        assertTrue(client.isNegotiated());
      }
      peer.heardAll();
    }
  }

  @Test
  void isNotHeldUpByAStormOfRequests() throws Exception {
    var storm = new StringBuilder();
    for (int option = 0; option < 256; option++) {
      storm.append("IAC DO ").append(option).append(" IAC WILL ").append(option).append(' ');
    }
    try (Peer peer =
            Peer.of(
                c -> {
                  for (int i = 0; i < 50; i++) {
                    says(c, storm.toString());
                  }
                  says(c, "'done'");
                  c.stall();
                });
        TelnetClient client = open(peer)) {
      assertEquals("done", client.readUntil(re("done"), SOON).text());
    }
  }

  @Test
  void endsWithAPeerThatOnlyNegotiates() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  while (true) {
                    says(c, "IAC WILL ECHO IAC WONT ECHO ".repeat(500));
                  }
                });
        TelnetClient client = open(peer)) {
      var failed = assertThrows(InetException.class, () -> client.readUntil(re("x"), SOON));
      assertTrue(
          Set.of(Failure.BAD_REPLY, Failure.TIMEOUT).contains(failed.failure()),
          failed.getMessage());
    }
  }

  @Test
  void endsWithASubnegotiationThatNeverDoes() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  says(c, "IAC SB TTYPE SEND");
                  while (true) {
                    c.send("x".repeat(1000));
                  }
                });
        TelnetClient client = open(peer)) {
      var failed = assertThrows(InetException.class, () -> client.readUntil(re("x"), SOON));
      assertEquals(Failure.BAD_REPLY, failed.failure());
      assertEquals(peer.port(), failed.endpoint().orElseThrow().port());
    }
  }

  @Test
  void endsWithAPeerThatNeverReads() throws Exception {
    Dialer hasty =
        Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofMillis(500))).build();
    try (Peer peer = Peer.plays("S: hello\n== NEVER-READ");
        TelnetClient client = open(peer, hasty, TelnetOptions.DEFAULT)) {
      client.readUntil(re("hello"), SOON);
      byte[] much = "0123456789abcdef".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
      var failed =
          assertThrows(
              InetException.class,
              () -> {
                for (int i = 0; i < 100; i++) {
                  client.send(much);
                }
              });
      assertEquals(Failure.TIMEOUT, failed.failure());
    }
  }

  @Test
  void sendsControlFunctions() throws Exception {
    try (Peer peer = Peer.of(c -> hears(c, "IAC AYT IAC IP IAC DM 'x' CR LF"))) {
      try (TelnetClient client = open(peer)) {
        client.send(TelnetControl.AYT);
        client.send(TelnetControl.IP);
        client.synch();
        client.sendLine("x");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"false, IAC 'x'", "true, IAC DM 'x'"})
  void theMarkOfASynchIsUrgent(boolean inline, String heard) throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TelnetUrl url = TelnetUrl.parse("telnet://127.0.0.1:" + listener.getLocalPort());
      try (TelnetClient client = TelnetClient.open(DIALER, url, TelnetOptions.DEFAULT);
          Socket peer = listener.accept()) {
        // What is urgent is not in the stream of a socket, unless that asks for it.
        peer.setOOBInline(inline);
        client.synch();
        client.send("x");
        client.finish();
        assertEquals(Nvt.shown(heard), Nvt.shown(peer.getInputStream().readAllBytes()));
        assertEquals(3, client.connection().sent());
      }
    }
  }

  /** Few proxies carry what is urgent; an IAC alone would eat the next letter. */
  @Test
  void throughAProxyTheMarkGoesInTheStream() throws Exception {
    var told = new ByteArrayOutputStream();
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String proxy = "socks5://127.0.0.1:" + listener.getLocalPort();
      CompletableFuture<String> heard =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket caller = listener.accept()) {
                  var in = new DataInputStream(caller.getInputStream());
                  in.readByte();
                  in.readNBytes(in.readByte());
                  caller.getOutputStream().write(new byte[] {5, 0});
                  in.readNBytes(10);
                  caller.getOutputStream().write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
                  return Nvt.shown(in.readAllBytes());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      Dialer dialer =
          Dialer.builder()
              .proxies(ProxyRules.of(List.of(ProxyRules.parse(proxy)), ""))
              .trace(
                  event -> {
                    if (event instanceof Event.Sent sent) {
                      told.writeBytes(sent.bytes());
                    }
                  })
              .build();
      try (TelnetClient client =
          TelnetClient.open(
              dialer, TelnetUrl.parse("telnet://127.0.0.1:2323"), TelnetOptions.DEFAULT)) {
        client.synch();
        client.send("x");
        client.finish();
        assertEquals(Nvt.shown("IAC DM 'x'"), heard.get(20, TimeUnit.SECONDS));
        assertEquals(Nvt.shown("IAC DM 'x'"), Nvt.shown(told.toByteArray()));
      }
    }
  }

  @Test
  void tellsTheNewSizeWhileAnotherThreadReads() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  says(c, "IAC DO NAWS 'go'");
                  hears(c, "IAC WILL NAWS IAC SB NAWS 0 80 0 24 IAC SE");
                  hears(c, "IAC SB NAWS 0 132 0 43 IAC SE");
                  says(c, "'bye'");
                });
        TelnetClient client = open(peer)) {
      client.listen(
          text -> {
            if (text.contains("go")) {
              client.resize(new TelnetOptions.Window(132, 43));
            }
          });
      peer.heardAll();
    }
  }
}
