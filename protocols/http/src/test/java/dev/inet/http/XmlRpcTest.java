package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class XmlRpcTest {
  private static @Nullable Object call(String method, @Nullable Object... arguments)
      throws IOException {
    Dialer dialer =
        Dialer.builder()
            .timeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO))
            .build();
    try (HttpServer server = HttpServer.start(ListenAt.freePort());
        HttpClient client = HttpClient.open(dialer, HttpOptions.DEFAULT)) {
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + server.port() + "/xmlrpc");
      return new XmlRpc(client).call(HttpRequest.of("POST", url), method, Arrays.asList(arguments));
    }
  }

  private static @Nullable Object read(String xml) throws IOException {
    return XmlRpcReader.result(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static String answer(String value) {
    return "<?xml version=\"1.0\"?><methodResponse><params><param><value>"
        + value
        + "</value></param></params></methodResponse>";
  }

  @Test
  void carriesEveryTypeThereAndBack() throws IOException {
    LocalDateTime time = LocalDateTime.of(2026, 1, 31, 12, 0, 5);
    List<@Nullable Object> sent = new ArrayList<>();
    sent.add(1);
    sent.add(-9_999_999_999L);
    sent.add(1e-10);
    sent.add(true);
    sent.add("a <b> & \"c\" ]]> ü \r\n  end ");
    sent.add(null);
    sent.add(time);
    sent.add(List.of(1, List.of()));
    sent.add(Map.of("name", Map.of("x", "")));
    Object back = call("echo", sent.toArray());
    assertEquals(sent, back);
    Object bytes = call("first", (Object) new byte[] {0, -1, 7});
    assertEquals("[0, -1, 7]", Arrays.toString((byte[]) Objects.requireNonNull(bytes)));
  }

  @Test
  void tellsAFault() {
    XmlRpcException e = assertThrows(XmlRpcException.class, () -> call("fail"));
    assertEquals(42, e.code());
    assertEquals(Failure.REFUSED, e.failure());
    assertEquals("42 It failed as asked for", e.reply().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<i4> 7 </i4>                                  | 7",
        "plain                                         | plain",
        "<string></string>                             | ''",
        "<boolean>1</boolean>                          | true",
        "<double>-1.5</double>                         | -1.5",
        "<double>-inf</double>                         | -Infinity",
        "<double>nan</double>                          | NaN",
        "<ex:i8>5</ex:i8>                              | 5",
        "<ex:nil/>                                     |",
        "<dateTime.iso8601>20260131T12:00:05</dateTime.iso8601>     | 2026-01-31T12:00:05",
        "<dateTime.iso8601>2026-01-31T12:00:05Z</dateTime.iso8601>  | 2026-01-31T12:00:05Z",
        "<array><data/></array>                        | []",
        "<!-- comment --><int>1</int>                  | 1",
        "<string><![CDATA[<a>]]></string>              | <a>"
      })
  void readsWhatServersWrite(String value, @Nullable String expected) throws IOException {
    Object read = read(answer(value));
    assertEquals(expected, read == null ? null : read.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain text",
        "<html/>",
        "<methodResponse/>",
        "<methodResponse><params/></methodResponse>",
        "<methodResponse><params><param><value><int>x</int></value></param></params>",
        "<methodResponse><params><param><value><int>99999999999</int></value></param></params>",
        "<methodResponse><params><param><value><boolean>2</boolean></value></param></params>",
        "<methodResponse><params><param><value><odd>1</odd></value></param></params>",
        "<methodResponse><params><param><value><base64>***</base64><int/></value></param></params>",
        "<methodResponse><params><param><value><base64>aG!k</base64></value></param></params>"
            + "</methodResponse>",
        // External entities, and entities that grow.
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><methodResponse><params><param>"
            + "<value>&x;</value></param></params></methodResponse>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><methodResponse/>"
      })
  void refusesWhatIsNone(String xml) {
    InetException e = assertThrows(InetException.class, () -> read(xml));
    assertEquals(Failure.BAD_REPLY, e.failure());
  }

  @Test
  void bytesOfAnotherEncodingAreTheServersFaultAndNoBug() {
    var latin1 =
        new ByteArrayInputStream(answer("caf\u00e9 au lait").getBytes(StandardCharsets.ISO_8859_1));
    InetException e = assertThrows(InetException.class, () -> XmlRpcReader.result(latin1));
    assertEquals(Failure.BAD_REPLY, e.failure());
  }

  @Test
  void refusesWhatIsTooDeepOrTooLong() {
    String deep = "<array><data><value>".repeat(5000);
    InetException e = assertThrows(InetException.class, () -> read(answer(deep)));
    assertTrue(Objects.requireNonNull(e.getMessage()).contains("deep"), e.getMessage());
    String text = "<string>" + "x".repeat(17 << 20) + "</string>";
    e = assertThrows(InetException.class, () -> read(answer(text)));
    assertEquals(Failure.BAD_REPLY, e.failure());
  }

  @Test
  void readsWhatIsAsDeepAsMayBe() throws IOException {
    int depth = XmlRpc.DEEPEST;
    String open = "<array><data><value>".repeat(depth);
    Object read = read(answer(open + "in" + "</value></data></array>".repeat(depth)));
    for (int i = 0; i < depth; i++) {
      read = ((List<?>) Objects.requireNonNull(read)).get(0);
    }
    assertEquals("in", read);
  }

  /** As a string it would be another value, and nobody would be told. */
  @Test
  void refusesValuesThatItHasNoTypeFor() {
    for (Object value : List.of(1.5f, (short) 1, Set.of("a"), 'c', Instant.EPOCH)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> XmlRpcWriter.call("m", List.of(Map.of("k", value))),
          value.getClass().toString());
    }
  }

  @Test
  void refusesWhatXmlCannotHold() {
    InetException e = assertThrows(InetException.class, () -> call("echo", "a\0b"));
    assertEquals(Failure.USAGE, e.failure());
    assertThrows(InetException.class, () -> call("echo", Double.NaN));
  }
}
