package dev.inet.cli.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.sandbox.Peer;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two ends, each of ours or of somebody else. */
@Timeout(60)
class RawPairTest {
  @TempDir Path folder;

  private Live inet(String input, String... words) {
    return Live.raw(folder, input, words);
  }

  private static String port(Live listener) throws InterruptedException {
    return Integer.toString(listener.port());
  }

  @Test
  void theTutorialsPair() throws Exception {
    Live server = inet("", "listen", "0", "--greeting", "Thank you for connecting");
    Live client = inet("", "connect", "localhost", port(server));
    assertEquals(0, client.status(), client.err());
    assertEquals("Thank you for connecting", client.out());
    assertEquals("", client.err());
    assertEquals(0, server.status(), server.err());
    assertTrue(
        server
            .err()
            .matches(
                "(?s)\\* listening on 127\\.0\\.0\\.1:\\d+\n.*\\* got connection from .+:\\d+\n"),
        server.err());
  }

  @Test
  void theTutorialsServerNeedsNoInputToEnd() throws Exception {
    try (InputStream idle = new PipedInputStream(new PipedOutputStream())) {
      Live server = Live.raw(folder, idle, "listen", "0", "--greeting", "hello");
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        assertEquals("hello", read(client));
      }
      assertEquals(0, server.status());
    }
  }

  @Test
  void theClientEndsWithItsPeerThoughTheInputIsOpen() throws Exception {
    try (Peer peer = Peer.plays("S: Thank you\n");
        InputStream idle = new PipedInputStream(new PipedOutputStream())) {
      Live client = Live.raw(folder, idle, "connect", "127.0.0.1", "" + peer.port());
      assertEquals(0, client.status(), client.err());
      assertEquals("Thank you\r\n", client.out());
    }
  }

  @Test
  void bothDirectionsAreHalfClosedByTheirOwnEnd() throws Exception {
    // Much more than the buffers between hold, and one side ends long before the other.
    String much = "0123456789abcdef".repeat(400_000);
    Live server = inet(much, "listen", "127.0.0.1", "0");
    Live client = inet("little", "connect", "127.0.0.1", port(server));
    assertEquals(0, client.status(), client.err());
    assertEquals(0, server.status(), server.err());
    assertEquals(much, client.out());
    assertEquals("little", server.out());
    Live first = inet("little", "listen", "127.0.0.1", "0");
    Live second = inet(much, "connect", "127.0.0.1", port(first));
    assertEquals(0, second.status(), second.err());
    assertEquals(0, first.status(), first.err());
    assertEquals(much, first.out());
    assertEquals("little", second.out());
  }

  @Test
  void listenWaitsForThePeerThoughTheInputHasEnded() throws Exception {
    Live server = inet("", "listen", "0");
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      client.getOutputStream().write(new byte[] {'a', 'b', 'c'});
      client.shutdownOutput();
      assertEquals("", read(client));
    }
    assertEquals(0, server.status());
    assertEquals("abc", server.out());
  }

  @Test
  void overAUnixSocketWhoseFileGoesAgain() throws Exception {
    Live server = inet("", "listen", "unix:s", "--greeting", "hi");
    server.awaitErr("listening on ");
    Live client = inet("", "connect", "unix:s");
    assertEquals(0, client.status(), client.err());
    assertEquals("hi", client.out());
    assertEquals(0, server.status());
    assertTrue(java.nio.file.Files.notExists(folder.resolve("s")));
  }

  @Test
  void whoListensOnLocalhostIsFoundByItsAddress() throws Exception {
    Live server = inet("hi", "listen", "localhost", "0");
    try (Socket client = new Socket("127.0.0.1", server.port())) {
      client.shutdownOutput();
      assertEquals("hi", read(client));
    }
    assertEquals(0, server.status());
  }

  @Test
  void onePeerThatDoesNotReadHoldsUpNobody() throws Exception {
    // Much more than the buffers between hold.
    String much = "0123456789abcdef".repeat(800_000);
    try (InputStream input = new Gate(much.getBytes(StandardCharsets.US_ASCII));
        Socket stalled = new Socket();
        Socket client = new Socket()) {
      Live server = Live.raw(folder, input, "listen", "--keep-open", "127.0.0.1", "0");
      stalled.setReceiveBufferSize(4096);
      stalled.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()));
      client.connect(stalled.getRemoteSocketAddress());
      stalled.getOutputStream().write('a');
      client.getOutputStream().write('b');
      // Whoever is heard is one of the crowd.
      server.awaitOut("ab|ba");
      ((Gate) input).open();
      assertEquals(much.length(), client.getInputStream().readAllBytes().length);
      server.awaitErr("took nothing of the input.*exit 28");
    }
  }

  @Test
  void stepsGoByUdpToo() throws Exception {
    Live server = inet("", "listen", "--udp", "--keep-open", "--echo", "127.0.0.1", "0");
    String[] words = {
      "connect",
      "--udp",
      "--crlf",
      "--send",
      "one",
      "--expect",
      "one\r\n",
      "--send",
      "two",
      "--idle",
      "300ms",
      "127.0.0.1",
      port(server)
    };
    Live client = inet("", words);
    assertEquals(0, client.status(), client.err());
    assertEquals("one\r\ntwo\r\n", client.out());
    Live late =
        inet(
            "",
            "connect",
            "--udp",
            "--expect",
            "x",
            "--read-timeout",
            "100ms",
            "127.0.0.1",
            port(server));
    assertEquals(28, late.status(), late.err());
  }

  @Test
  void thePeerThatEndsAtOnceStillHearsTheSharedInput() throws Exception {
    Live server = inet("hello", "listen", "--keep-open", "127.0.0.1", "0");
    try (Socket client = new Socket("127.0.0.1", server.port())) {
      client.shutdownOutput();
      assertEquals("hello", read(client));
    }
  }

  /** An input that begins when it is told to. */
  private static final class Gate extends java.io.ByteArrayInputStream {
    private final java.util.concurrent.CountDownLatch opened =
        new java.util.concurrent.CountDownLatch(1);

    Gate(byte[] bytes) {
      super(bytes);
    }

    void open() {
      opened.countDown();
    }

    @Override
    public int read(byte[] into, int from, int count) {
      try {
        opened.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return super.read(into, from, count);
    }
  }

  @Test
  void severalPeersAtOnce() throws Exception {
    Live server = inet("", "listen", "--keep-open", "--echo", "127.0.0.1", "0");
    try (Socket stalled = new Socket("127.0.0.1", server.port())) {
      for (int i = 0; i < 3; i++) {
        Live client = inet("ping " + i, "connect", "127.0.0.1", port(server));
        assertEquals(0, client.status(), client.err());
        assertEquals("ping " + i, client.out());
      }
      assertTrue(stalled.isConnected());
    }
  }

  @Test
  void aCommandTalksToThePeer() throws Exception {
    Live server =
        inet("", "listen", "127.0.0.1", "0", "--exec", "tr a-z A-Z; echo $INET_REMOTE_ADDRESS");
    Live client = inet("shout\n", "connect", "127.0.0.1", port(server));
    assertEquals(0, client.status(), client.err());
    assertTrue(client.out().matches("SHOUT\n127\\.0\\.0\\.1:\\d+\n"), client.out());
    assertEquals(0, server.status(), server.err());
  }

  @Test
  void aRelayPassesHalfClosesBothWays() throws Exception {
    Live server = inet("answer", "listen", "127.0.0.1", "0");
    Live relay = inet("", "relay", "tcp://127.0.0.1:0", "tcp://127.0.0.1:" + server.port());
    Live client = inet("question", "connect", "127.0.0.1", port(relay));
    assertEquals(0, client.status(), client.err());
    assertEquals("answer", client.out());
    assertEquals(0, server.status(), server.err());
    assertEquals("question", server.out());
  }

  @Test
  void datagrams() throws Exception {
    Live receiver = inet("", "recv", "--count", "2", "--json", "127.0.0.1", "0");
    String port = port(receiver);
    assertEquals(0, inet("", "send", "127.0.0.1", port, "").status());
    assertEquals(0, inet("", "send", "127.0.0.1", port, "grüße").status());
    assertEquals(0, receiver.status(), receiver.err());
    String[] lines = receiver.out().split("\n");
    assertTrue(
        lines[0].matches("\\{\"from\":\"127\\.0\\.0\\.1:\\d+\",\"size\":0,\"text\":\"\"\\}"),
        lines[0]);
    assertTrue(lines[1].contains("\"size\":7,\"text\":\"grüße\""), lines[1]);
    assertEquals(2, inet("x".repeat(65_508), "send", "127.0.0.1", port).status());
  }

  @Test
  void datagramsToLocalhostReachWhoNamesNoAddress() throws Exception {
    Live receiver = inet("", "recv", "--count", "1", "0");
    assertEquals(0, inet("", "send", "localhost", port(receiver), "hello").status());
    assertEquals(0, receiver.status(), receiver.err());
    assertEquals("hello", receiver.out());
    Live named = inet("", "recv", "--count", "1", "localhost", "0");
    assertEquals(0, inet("", "send", "127.0.0.1", port(named), "again").status());
    assertEquals(0, named.status(), named.err());
    assertEquals("again", named.out());
  }

  private static String read(Socket socket) throws java.io.IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
