package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Hashtable;
import java.util.List;
import java.util.TreeSet;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks with the JDK's own DNS client and with raw messages. */
@ExtendWith(NoThreadLeft.class)
@Timeout(30)
class DnsServerTest {
  private DnsServer dns;

  @BeforeEach
  void start() throws IOException {
    dns = DnsServer.start(0);
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  /** The JDK's own DNS client: old, but by somebody else; it only reads what this test writes. */
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private List<String> ask(String name, String type) throws NamingException {
    Hashtable<String, String> settings = new Hashtable<>();
    settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    settings.put(Context.PROVIDER_URL, "dns://127.0.0.1:" + dns.port());
    settings.put("com.sun.jndi.dns.timeout.initial", "100");
    settings.put("com.sun.jndi.dns.timeout.retries", "1");
    InitialDirContext context = new InitialDirContext(settings);
    try {
      Attribute found = context.getAttributes(name, new String[] {type}).get(type);
      TreeSet<String> values = new TreeSet<>();
      for (int i = 0; found != null && i < found.size(); i++) {
        values.add(String.valueOf(found.get(i)));
      }
      return List.copyOf(values);
    } finally {
      context.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "example.test, A, 127.0.0.1",
    "EXAMPLE.test, AAAA, ::1",
    "alias.test, CNAME, example.test.",
    "alias.test, A, 127.0.0.1",
    "example.test, TXT, \"v=spf1 -all\"",
    "_imaps._tcp.example.test, SRV, 0 1 993 mail.example.test.",
    "nullmx.test, MX, 0 ."
  })
  void answersFromItsTable(String name, String type, String value) throws Exception {
    assertEquals(List.of(value), ask(name, type));
  }

  @Test
  void answersWhatATestHasAdded() throws Exception {
    dns.add("mine.test", "MX", "5 a.test").add("mine.test", "MX", "6 b.test");
    assertEquals(List.of("5 a.test.", "6 b.test."), ask("mine.test", "MX"));
    assertEquals(List.of(), ask("mine.test", "A"));
    assertEquals(
        List.of(
            new DnsServer.Question("udp", "mine.test", 15),
            new DnsServer.Question("udp", "mine.test", 1)),
        dns.heard());
    assertThrows(IllegalArgumentException.class, () -> dns.add("x.test", "LOC", "1"));
  }

  @Test
  void failsInEveryWay() {
    assertThrows(NameNotFoundException.class, () -> ask("missing.test", "A"));
    assertThrows(ServiceUnavailableException.class, () -> ask("servfail.test", "A"));
    assertThrows(NamingException.class, () -> ask("refused.test", "A"));
    assertThrows(NamingException.class, () -> ask("silent.test", "A"));
  }

  @Test
  void cutsWhatIsTooLongForADatagramAndGivesItOverTcp() throws Exception {
    assertEquals(
        List.of("0123456789abcdef".repeat(200)),
        List.of(ask("big.test", "TXT").get(0).replace(" ", "")));
    assertEquals(List.of("udp", "tcp"), dns.heard().stream().map(DnsServer.Question::via).toList());
  }

  /** A question with number 7 and recursion desired. */
  private static byte[] question(String name, int type, int extended) {
    byte[] owner = DnsTable.name(name);
    ByteBuffer question = ByteBuffer.allocate(16 + owner.length + (extended > 0 ? 11 : 0));
    question.putShort((short) 7).putShort((short) 0x0100).putShort((short) 1).putInt(0);
    question.putShort((short) (extended > 0 ? 1 : 0)).put(owner).putShort((short) type);
    question.putShort((short) 1);
    if (extended > 0) {
      question.put((byte) 0).putShort((short) 41).putShort((short) extended);
    }
    return question.array();
  }

  private byte[] udp(byte[] question) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(300);
      socket.send(new DatagramPacket(question, question.length, Loopback.IPV4, dns.port()));
      DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    }
  }

  @Test
  void takesALargerDatagramWhereTheClientDoes() throws IOException {
    byte[] cut = udp(question("big.test", 16, 0));
    byte[] whole = udp(question("big.test", 16, 4096));
    assertEquals(0x02, cut[2] & 0x02);
    assertTrue(cut.length <= 512);
    assertEquals(0x00, whole[2] & 0x02);
    assertTrue(whole.length > 3200);
  }

  @Test
  void saysNothingToWhatIsNoQuestion() {
    byte[] answer = question("example.test", 1, 0);
    answer[2] = (byte) 0x80;
    for (byte[] bad : new byte[][] {{1, 2, 3}, answer, Arrays.copyOf(answer, 20)}) {
      assertThrows(SocketTimeoutException.class, () -> udp(bad));
    }
  }

  @Test
  void answersOneAfterTheOtherOnATcpConnection() throws IOException {
    try (Line line = Line.to(dns.port())) {
      DataOutputStream out = new DataOutputStream(line.socket.getOutputStream());
      byte[] question = question("example.test", 1, 0);
      for (int i = 0; i < 2; i++) {
        out.writeShort(question.length);
        out.write(question);
      }
      DataInputStream in = new DataInputStream(line.socket.getInputStream());
      byte[] first = in.readNBytes(in.readUnsignedShort());
      byte[] second = in.readNBytes(in.readUnsignedShort());
      assertArrayEquals(udp(question), first);
      assertArrayEquals(first, second);
    }
  }

  @Test
  void answersOverHttpsByPostAndGet() throws Exception {
    byte[] question = question("example.test", 28, 0);
    try (Sandbox sandbox = Sandbox.start()) {
      HttpClient client =
          HttpClient.newBuilder().sslContext(Tls.trusting(sandbox.authority())).build();
      String url = sandbox.url("https") + "/dns-query";
      String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(question);
      HttpRequest post =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/dns-message")
              .POST(HttpRequest.BodyPublishers.ofByteArray(question))
              .build();
      HttpRequest get = HttpRequest.newBuilder(URI.create(url + "?dns=" + encoded)).build();
      byte[] expected = udp(question);
      for (HttpRequest request : List.of(post, get)) {
        var answer = client.send(request, BodyHandlers.ofByteArray());
        assertEquals(200, answer.statusCode());
        assertArrayEquals(expected, answer.body());
      }
      HttpRequest bad = HttpRequest.newBuilder(URI.create(url + "?dns=%21")).build();
      assertEquals(400, client.send(bad, BodyHandlers.ofString()).statusCode());
      assertEquals(2, sandbox.server("dns", DnsServer.class).heard().size());
    }
  }
}
