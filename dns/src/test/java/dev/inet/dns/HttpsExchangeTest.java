package dev.inet.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.resolve.Records.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;

/** Questions by HTTP, in clear so that the conversation can be read. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HttpsExchangeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String DNS = "Content-Type: application/dns-message\r\n";
  private static final String[] ZONE = {
    "example.org. MX 10 mail.example.org.",
    "example.org. A 192.0.2.1",
    "example.org. AAAA 2001:db8::1",
  };

  /** What a server says to the n-th request of a connection; no bytes close it. */
  private interface Script {
    byte[] reply(int n, byte[] question) throws IOException;
  }

  private static final class HttpPeer implements Closeable {
    private final ServerSocket listener =
        new ServerSocket(0, 5, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<byte[]> questions = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    HttpPeer(Script script) throws IOException {
      var thread = new Thread(() -> serve(script), "http peer");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(Script script) {
      try {
        while (true) {
          try (Socket socket = listener.accept()) {
            connections.incrementAndGet();
            serve(socket, script);
          } catch (IOException e) {
            if (listener.isClosed()) {
              return;
            }
          }
        }
      } finally {
        heads.add("over");
      }
    }

    private void serve(Socket socket, Script script) throws IOException {
      var in = new DataInputStream(socket.getInputStream());
      for (int n = 0; ; n++) {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          head.append((char) in.readUnsignedByte());
        }
        String length = head.toString().replaceAll("(?s).*Content-Length: (\\d+)\r\n.*", "$1");
        byte[] question = in.readNBytes(Integer.parseInt(length));
        heads.add(head.toString());
        questions.add(question);
        byte[] reply = script.reply(n, question);
        if (reply.length == 0) {
          return;
        }
        socket.getOutputStream().write(reply);
      }
    }

    DnsResolver resolver() {
      var target = Target.plain(new Endpoint("127.0.0.1", listener.getLocalPort()));
      var exchange = new HttpsExchange(target, "/dns-query", Dialer.builder().build());
      return new DnsResolver(exchange, Search.NONE);
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private static byte[] http(String head, byte[] body) {
    var reply = new ByteArrayOutputStream();
    reply.writeBytes((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    reply.writeBytes(body);
    return reply.toByteArray();
  }

  private static byte[] answer(byte[] question) throws IOException {
    return NamePeer.zone(ZONE).replies(question).get(0);
  }

  private static byte[] sized(byte[] question) throws IOException {
    byte[] answer = answer(question);
    return http(OK + DNS + "Content-Length: " + answer.length + "\r\n", answer);
  }

  private static Deadline later() {
    return Deadline.in(Duration.ofSeconds(10), "connect-timeout");
  }

  private static List<String> ask(DnsResolver resolver) throws InetException {
    return resolver.ask("example.org", "MX", later()).stream().map(Answer::data).toList();
  }

  @Test
  void aQuestionIsPostedAndTheConnectionKept() throws IOException {
    try (var peer = new HttpPeer((n, question) -> sized(question));
        DnsResolver resolver = peer.resolver()) {
      assertEquals(List.of("10 mail.example.org."), ask(resolver));
      assertEquals(2, resolver.resolve(new Endpoint("example.org", 80), later()).size());
      assertEquals(List.of("10 mail.example.org."), ask(resolver));
      assertEquals(1, peer.connections.get());
      byte[] question = peer.questions.get(0);
      assertEquals(
          "POST /dns-query HTTP/1.1\r\n"
              + "Host: 127.0.0.1:"
              + peer.listener.getLocalPort()
              + "\r\n"
              + "Content-Type: application/dns-message\r\n"
              + "Accept: application/dns-message\r\n"
              + "Content-Length: "
              + question.length
              + "\r\n\r\n",
          peer.heads.get(0));
      // The same question is the same bytes, so that caches on the way can answer it.
      assertEquals(0, new Message(question).getHeader().getID());
    }
  }

  @Test
  void aConnectionThatTheServerClosedMeanwhileIsReplaced() throws IOException {
    try (var peer = new HttpPeer((n, question) -> n == 0 ? sized(question) : new byte[0]);
        DnsResolver resolver = peer.resolver()) {
      for (int i = 0; i < 3; i++) {
        assertEquals(List.of("10 mail.example.org."), ask(resolver));
      }
      assertEquals(3, peer.connections.get());
    }
  }

  @Test
  void aReplyMayComeInChunksAfterInterimOnesOrUntilTheEnd() throws IOException {
    Script chunked =
        (n, question) -> {
          byte[] answer = answer(question);
          var body = new ByteArrayOutputStream();
          for (byte b : answer) {
            body.writeBytes(new byte[] {'1', ';', 'x', '\r', '\n', b, '\r', '\n'});
          }
          body.writeBytes("0\r\nTrailer: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          return http(
              "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                  + OK
                  + DNS
                  + "Transfer-Encoding: chunked\r\n",
              body.toByteArray());
        };
    try (var peer = new HttpPeer(chunked);
        DnsResolver resolver = peer.resolver()) {
      assertEquals(List.of("10 mail.example.org."), ask(resolver));
      assertEquals(List.of("10 mail.example.org."), ask(resolver));
      assertEquals(1, peer.connections.get());
    }
  }

  @Test
  void aReplyWithoutLengthEndsWithTheConnection() throws IOException {
    byte[] answer = new byte[40];
    HttpReply reply = HttpReply.read(new ByteArrayInputStream(http(OK + DNS, answer)));
    assertArrayEquals(answer, reply.message());
    assertFalse(reply.isPersistent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 403 Forbidden\\r\\nContent-Length: 0\\r\\n| HTTP status 403 Forbidden",
        "HTTP/1.1 302 Found\\r\\nLocation: /\\r\\n| HTTP status 302 Found",
        "HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n| the reply is 'text/html', not a DNS",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n| the reply is '', not a DNS",
        "SSH-2.0-OpenSSH\\r\\n| the server does not speak HTTP/1.1",
        "HTTP/2 200\\r\\n| the server does not speak HTTP/1.1",
        "HTTP/1.1 200 OK\\r\\nno colon\\r\\n| a header line without a name",
        "{ok}Content-Length: 65536\\r\\n| longer than a DNS message can be",
        "{ok}Content-Length: -1\\r\\n| the length of the reply is not clear",
        "{ok}Content-Length: 9\\r\\nContent-Length: 8\\r\\n| the length of the reply is not clear",
        "{ok}Content-Length: 9\\r\\nTransfer-Encoding: chunked\\r\\n| is not clear",
        "{ok}Transfer-Encoding: gzip\\r\\n| the length of the reply is not clear",
        "{ok}Transfer-Encoding: chunked\\r\\n\\r\\nxyz\\r\\n| a chunk without a size",
        "{ok}Transfer-Encoding: chunked\\r\\n\\r\\nfffffff\\r\\n| longer than a DNS message can be",
        "{ok}Transfer-Encoding: chunked\\r\\n\\r\\n1\\r\\nabc\\r\\n| a chunk that is longer",
        "{ok}Content-Length: 3\\r\\n\\r\\nabc| an answer of 3 bytes",
      })
  void aReplyThatIsNoAnswerIsRefused(String head, String why) throws IOException {
    String text = head.replace("{ok}", OK + DNS).replace("\\r", "\r").replace("\\n", "\n");
    try (var peer = new HttpPeer((n, question) -> http(text, new byte[0]));
        DnsResolver resolver = peer.resolver()) {
      InetException failure = assertThrows(InetException.class, () -> ask(resolver));
      assertEquals(Failure.BAD_REPLY, failure.failure());
      String server = "the name server 127.0.0.1:" + peer.listener.getLocalPort() + " by HTTPS: ";
      assertTrue(failure.getMessage().startsWith(server), failure.getMessage());
      assertTrue(failure.getMessage().contains(why), failure.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"500,true", "503,true", "429,true", "403,false", "302,false"})
  void aServerThatFailsMayAnswerTheNextTime(int status, boolean again) {
    byte[] reply = http("HTTP/1.1 " + status + " x\r\n", new byte[0]);
    var in = new ByteArrayInputStream(reply);
    InetException failure = assertThrows(InetException.class, () -> HttpReply.read(in));
    assertEquals(again, failure.retry().worthwhile());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 2",
        "{ok}X: ",
        "{ok}Content-Length: 9\r\n\r\nshort",
        "{ok}Transfer-Encoding: chunked\r\n\r\n9\r\nshort",
        "{ok}Transfer-Encoding: chunked\r\n\r\n",
      })
  void aReplyThatEndsEarlyIsBrokenOff(String text) {
    byte[] bytes = text.replace("{ok}", OK + DNS).getBytes(StandardCharsets.US_ASCII);
    var in = new ByteArrayInputStream(bytes);
    InetException failure = assertThrows(InetException.class, () -> HttpReply.read(in));
    assertEquals(Failure.BROKEN_OFF, failure.failure());
  }

  @Test
  void headersWithoutEndAreRefused() {
    String many = OK + DNS + "X: y\r\n".repeat(200);
    String wide = OK + "X: " + "y".repeat(10_000) + "\r\n";
    String interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(20);
    for (String text : List.of(many, wide, interim)) {
      var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
      InetException failure = assertThrows(InetException.class, () -> HttpReply.read(in));
      assertEquals(Failure.BAD_REPLY, failure.failure());
    }
  }

  @Test
  void silenceEndsWithTheDeadlineAndNamesTheServer() throws IOException {
    Script silent =
        (n, question) -> {
          new Semaphore(0).acquireUninterruptibly();
          return new byte[0];
        };
    try (var peer = new HttpPeer(silent);
        DnsResolver resolver = peer.resolver()) {
      Deadline soon = Deadline.in(Duration.ofMillis(300), "connect-timeout");
      InetException failure =
          assertThrows(InetException.class, () -> resolver.ask("example.org", "MX", soon));
      assertEquals(Failure.TIMEOUT, failure.failure());
      assertTrue(
          failure
              .getMessage()
              .startsWith(
                  "the name server 127.0.0.1:"
                      + peer.listener.getLocalPort()
                      + " by HTTPS: timed out"),
          failure.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://dns.example/dns-query, unknown scheme",
    "https://user@dns.example/, cannot hold a user",
    "dns.example, is no URL",
    "'https://dns.example/\r\nX: y', 'cannot hold CR, LF or NUL'",
  })
  void aUrlThatIsNotOfHttpsIsRefused(String url, String why) {
    InetException failure =
        assertThrows(
            InetException.class, () -> DnsResolver.overHttps(url, Dialer.builder().build()));
    assertEquals(Failure.BAD_URL, failure.failure());
    assertTrue(failure.getMessage().contains(why), failure.getMessage());
  }
}
