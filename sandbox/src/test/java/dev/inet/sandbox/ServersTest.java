package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what all servers share, and the small servers. */
@ExtendWith(NoThreadLeft.class)
@Timeout(30)
class ServersTest {
  @TempDir private Path folder;

  @Test
  void listenOnLoopbackOnly() throws IOException {
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort())) {
      int heard = 0;
      for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(device.getInetAddresses())) {
          if (address.isLoopbackAddress()) {
            try (Socket socket = new Socket(address, echo.port())) {
              socket.getOutputStream().write('x');
              assertEquals('x', socket.getInputStream().read());
              heard++;
            }
          } else {
            assertThrows(IOException.class, () -> connect(address, echo.port()));
          }
        }
      }
      assertTrue(heard >= 1);
    }
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 500);
    }
  }

  @Test
  void listenOnThePortThatIsAskedFor() throws IOException {
    int port;
    try (EchoServer first = EchoServer.echo(ListenAt.freePort())) {
      port = first.port();
      assertThrows(BindException.class, () -> EchoServer.echo(ListenAt.port(port)));
    }
    try (EchoServer second = EchoServer.echo(ListenAt.port(port))) {
      assertEquals(port, second.port());
    }
    assertThrows(ConnectException.class, () -> connect(Loopback.IPV4, port));
  }

  @Test
  void serveOverAUnixDomainSocketAndDeleteIt() throws IOException {
    Path path = folder.resolve("echo.sock");
    try (EchoServer echo = EchoServer.echo(ListenAt.unix(path));
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      assertEquals(0, echo.port());
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      channel.shutdownOutput();
      ByteBuffer back = ByteBuffer.allocate(10);
      while (channel.read(back) >= 0) {
        // up to the end
      }
      assertEquals(3, back.position());
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void endConversationsThatAreStillGoingOn() throws IOException {
    EchoServer echo = EchoServer.echo(ListenAt.freePort());
    try (Line line = Line.to(echo.port())) {
      line.say("x").hear(1);
      long begin = System.nanoTime();
      echo.close();
      assertTrue(System.nanoTime() - begin < Duration.ofSeconds(2).toNanos());
      assertEquals("", line.hear());
    }
  }

  @Test
  void closeAConnectionOnWhichNothingMoves() throws IOException {
    ListenAt hasty = ListenAt.freePort().patience(Duration.ofMillis(100));
    Authority authority = Authority.create();
    ListenAt secured = hasty.tls(Tls.serving(authority.server()));
    try (EchoServer echo = EchoServer.echo(hasty);
        EchoServer echos = EchoServer.echo(secured);
        Line silent = Line.to(echo.port());
        Line neverShakesHands = Line.to(echos.port())) {
      assertEquals("", silent.hear());
      assertEquals("", neverShakesHands.hear());
    }
  }

  @Test
  void letConnectionsBeyondTheirLimitWait() throws IOException {
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort().connections(1));
        Line first = Line.to(echo.port())) {
      first.say("a").hear(1);
      try (Line second = Line.to(echo.port())) {
        second.say("b");
        assertEquals("a", first.say("a").hear(1));
        assertEquals(1, echo.accepted());
        first.end().hear();
        assertEquals("b", second.hear(1));
      }
    }
  }

  @Test
  void echoManyMegabytesBothInClearAndOverTls() throws Exception {
    Authority authority = Authority.create();
    ListenAt secured = ListenAt.freePort().tls(Tls.serving(authority.server()));
    byte[] sent = Samples.bytes(0, 5_000_000);
    try (EchoServer plain = EchoServer.echo(ListenAt.freePort());
        EchoServer tls = EchoServer.echo(secured);
        Line one = Line.to(plain.port());
        Line two = Line.to(tls.port(), authority)) {
      for (Line line : new Line[] {one, two}) {
        Thread writer =
            new Thread(
                () -> {
                  try {
                    line.socket.getOutputStream().write(sent);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
        writer.start();
        assertArrayEquals(sent, line.socket.getInputStream().readNBytes(sent.length));
        writer.join();
      }
    }
  }

  @Test
  void greetAndDiscard() throws IOException {
    try (EchoServer greeting = EchoServer.greeting(ListenAt.freePort(), "Guten Tag, grüße\r\n");
        EchoServer discard = EchoServer.discard(ListenAt.freePort());
        Line greeted = Line.to(greeting.port());
        Line swallowed = Line.to(discard.port())) {
      assertEquals("Guten Tag, grüße\r\n", greeted.hear());
      assertEquals("", swallowed.say("a".repeat(1_000_000)).end().hear());
    }
  }

  @Test
  void echoDatagrams() throws IOException {
    try (Server udp = EchoServer.udp(0);
        DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(5000);
      byte[] sent = "datagram".getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(sent, sent.length, Loopback.IPV4, udp.port()));
      DatagramPacket back = new DatagramPacket(new byte[100], 100);
      socket.receive(back);
      assertEquals(
          "datagram", new String(back.getData(), 0, back.getLength(), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/files/hello.txt, 'Hello from the inet sandbox.\r\n.\r\n'",
    "/files/dots.txt,"
        + " 'A line.\r\n..\r\n... two dots\r\n.. one dot and a space\r\nThe last line.\r\n.\r\n'",
    "/files/empty.txt, '.\r\n'",
    "/raw, 'No dot follows.\r\n'",
    "/nothing, ''",
    "/missing, '3''/missing'' does not exist\t\terror.host\t1\r\n.\r\n'"
  })
  void answerGopherTexts(String selector, String answer) throws IOException {
    try (GopherServer gopher = GopherServer.start(ListenAt.freePort());
        Line line = Line.to(gopher.port())) {
      assertEquals(answer, line.say(selector + "\r\n").hear());
      assertEquals(List.of(selector), gopher.heard());
    }
  }

  @Test
  void answerGopherMenusSearchesAndBinaries() throws IOException {
    try (GopherServer gopher = GopherServer.start(ListenAt.freePort())) {
      String here = "\t127.0.0.1\t" + gopher.port() + "\r\n";
      try (Line line = Line.to(gopher.port())) {
        String menu = line.say("\r\n").hear();
        assertTrue(menu.startsWith("iWelcome to the inet sandbox\t" + here), menu);
        assertTrue(menu.contains("7Search the samples by name\t/search" + here), menu);
        assertTrue(menu.endsWith("\r\n.\r\n"));
      }
      try (Line line = Line.to(gopher.port())) {
        assertEquals(
            "9binary.bin\t/files/binary.bin" + here + ".\r\n", line.say("/search\tBIN\r\n").hear());
      }
      try (Line line = Line.to(gopher.port())) {
        byte[] bytes = line.say("/bytes/300000\r\n").socket.getInputStream().readAllBytes();
        assertArrayEquals(Samples.bytes(0, 300_000), bytes);
      }
      try (Line line = Line.to(gopher.port())) {
        byte[] bytes = line.say("/files/binary.bin\r\n").socket.getInputStream().readAllBytes();
        assertArrayEquals(Samples.FILES.get("binary.bin"), bytes);
      }
    }
  }
}
