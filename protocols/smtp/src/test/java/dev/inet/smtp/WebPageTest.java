package dev.inet.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebPageTest {
  private static String body(String text) throws IOException {
    byte[] bytes = text.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8);
    return WebPage.body(new ByteArrayInputStream(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 200 OK|Content-Length: 5||hello and more'",
    "'HTTP/1.0 200 OK|||hello'",
    "'HTTP/1.1 200 OK|Content-Type: Text/Plain ; charset=utf-8||hello'",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|he|3;x=y|llo|0||'",
  })
  void readsOneBody(String answer) throws Exception {
    assertEquals("hello", body(answer).strip());
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 404 Not Found||',NOT_FOUND",
    "'HTTP/1.1 301 Moved|Location: https://evil.test/||',NOT_FOUND",
    "'SSH-2.0-x',BROKEN_OFF",
    "'hello|',BAD_REPLY",
    "'HTTP/1.1 200 OK|Content-Length: 9999999||',BAD_REPLY",
    "'HTTP/1.1 200 OK|Content-Length: 10||short',BROKEN_OFF",
    "'HTTP/1.1 200 OK|Content-Type: text/html|Content-Length: 5||hello',BAD_REPLY",
    "'HTTP/1.1 200 OK|content-type:text/plainer; charset=utf-8||hello',BAD_REPLY",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||fffffff|x',BAD_REPLY",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||zz|x',BAD_REPLY",
    "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|he',BROKEN_OFF",
  })
  void refusesWhatIsNone(String answer, Failure expected) {
    var failed = assertThrows(InetException.class, () -> body(answer));
    assertEquals(expected, failed.failure(), failed.getMessage());
  }
}
