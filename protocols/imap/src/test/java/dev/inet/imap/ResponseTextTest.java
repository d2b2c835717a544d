package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTextTest {
  private static Response response(String line) throws InetException {
    return Response.of(List.of(line), List.of());
  }

  @Test
  void readsTheHeadOfEachKind() throws InetException {
    Response exists = response("* 23 EXISTS");
    assertEquals(23, exists.number());
    assertEquals("EXISTS", exists.word());
    Response code = response("i1 NO [BADCHARSET (\"a ]b\" utf-8)] no such charset");
    assertEquals("i1", code.tag());
    assertEquals("BADCHARSET", code.codeName());
    assertEquals("no such charset", code.rest());
    assertEquals(2, code.codeValues().get(0).items().size());
    assertEquals("go ahead {5}", response("+ go ahead {5}").rest());
    assertEquals(9, response("* OK [UIDNEXT 9] next").codeNumber());
    assertEquals("", response("* OK").rest());
  }

  @Test
  void readsValuesOfEveryKind() throws InetException {
    List<Value> values =
        Response.of(
                List.of("* 1 FETCH (A \"q \\\" \\\\\" NIL B[X (Y Z)]<0> ", " ((C) D))"),
                List.of(new Value.Text("lit (".getBytes(StandardCharsets.US_ASCII))))
            .values();
    List<Value> items = values.get(0).items();
    assertEquals("A", items.get(0).raw());
    assertEquals("q \" \\", items.get(1).text());
    assertEquals(new Value.Nil(), items.get(2));
    assertEquals("B[X (Y Z)]<0>", items.get(3).raw());
    assertEquals("lit (", items.get(4).text());
    assertEquals("C", items.get(5).items().get(0).items().get(0).raw());
  }

  /** As Domino sends it. */
  @Test
  void itemsMayStandInParenthesesOfTheirOwn() throws InetException {
    Response fetch = response("* 1 FETCH (UID 5 (ENVELOPE (NIL \"hi\")) RFC822.SIZE 9)");
    ImapMessage message = ImapMessage.of(fetch);
    assertEquals(5, message.uid());
    assertEquals(9, message.size());
    assertEquals("hi", message.envelope().subject());
  }

  /** As Exchange sends it after a MOVE. */
  @Test
  void aCodeMayStandAlone() throws InetException {
    Response code = response("[COPYUID 55 31 6]");
    assertTrue(code.is("OK"));
    assertEquals("COPYUID", code.codeName());
    assertEquals(55, code.codeNumber());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* 1 FETCH (A",
        "* 1 FETCH A)",
        "* 1 FETCH (\"A)",
        "* 1 FETCH (BODY[A)",
        "* OK [UIDNEXT 4",
      })
  void whatIsHalfIsNone(String line) {
    var bad = assertThrows(InetException.class, () -> response(line).values());
    assertEquals(Failure.BAD_REPLY, bad.failure());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(NIL \"s\" NIL NIL NIL NIL NIL NIL NIL \"<a\"b@c>\") | <a\"b@c>",
        "(NIL \"s\" ((NIL NIL \"ann\" \"qq.com\\\")) NIL NIL NIL NIL NIL NIL \"<a>\") | <a>",
        "(NIL \"a \\\"b\\\" c\" NIL NIL NIL NIL NIL NIL NIL \"<a\"b>\") | <a\"b>",
      })
  void aQuoteThatIsNotEscapedEndsNoList(String envelope, String id) throws InetException {
    var message = ImapMessage.of(response("* -3 FETCH (UID 5 ENVELOPE " + envelope + ")"));
    assertEquals(5, message.uid());
    assertEquals(0, message.number());
    assertEquals(id, message.envelope().messageId());
  }

  @Test
  void aBackslashThatIsNotEscapedIsADelimiter() throws InetException {
    List<Value> values = response("* LIST () \"\\\" \"INBOX\"").values();
    assertEquals("\\", values.get(1).text());
    assertEquals("INBOX", values.get(2).text());
  }

  @Test
  void boundsTheDepth() {
    String deep = "* 1 FETCH " + "(".repeat(100_000) + ")".repeat(100_000);
    var bad = assertThrows(InetException.class, () -> response(deep).values());
    assertEquals(Failure.BAD_REPLY, bad.failure());
    assertTrue(String.valueOf(bad.getMessage()).contains("parentheses"));
  }

  @Test
  void whatIsMissingIsMissing() throws InetException {
    ImapMessage message =
        ImapMessage.of(response("* 7 FETCH (UID 5 ENVELOPE NIL BODYSTRUCTURE NIL)"));
    assertEquals(5, message.uid());
    assertEquals(7, message.number());
    assertEquals("", message.envelope().subject());
    String nils = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)";
    message =
        ImapMessage.of(
            response(
                "* 1 FETCH (FLAGS NIL UID 5 INTERNALDATE NIL ENVELOPE "
                    + nils
                    + " BODYSTRUCTURE (NIL NIL NIL NIL NIL NIL NIL) RFC822.SIZE NIL)"));
    assertEquals(-1, message.size());
    assertEquals("application/octet-stream", message.structure().type());
    assertEquals(null, ImapMessage.of(response("* 1 FETCH (FLAGS ())")));
  }

  /** Values that are written and read again are the same. */
  @FuzzTest
  void readsWhatItWrites(FuzzedDataProvider data) throws InetException {
    var texts = new ArrayList<String>();
    var literals = new ArrayList<Value>();
    var text = new StringBuilder("* 1 FETCH (");
    var expected = new ArrayList<String>();
    int count = data.consumeInt(0, 20);
    for (int i = 0; i < count; i++) {
      byte[] bytes = data.consumeBytes(data.consumeInt(0, 40));
      String raw = new String(bytes, StandardCharsets.ISO_8859_1);
      boolean quotable = raw.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
      if (quotable && data.consumeBoolean()) {
        text.append('"').append(raw.replace("\\", "\\\\").replace("\"", "\\\"")).append("\" ");
      } else {
        texts.add(text.toString());
        literals.add(new Value.Text(bytes));
        text.setLength(0);
        text.append(' ');
      }
      expected.add(raw);
    }
    texts.add(text + ")");
    var found = new ArrayList<String>();
    for (Value value : Response.of(texts, literals).values().get(0).items()) {
      found.add(value.raw());
    }
    assertEquals(expected, found);
  }

  /** Whatever a server sends is read, or refused as what it is. */
  @FuzzTest
  void neverFailsOtherwise(FuzzedDataProvider data) {
    neverFailsOtherwise(data.consumeRemainingAsString());
  }

  @Test
  void neverFailsOtherwiseWhateverComes() {
    var random = new Random(3501);
    String[] pieces = {
      "1 FETCH",
      " ",
      "(",
      ")",
      "\"",
      "\\",
      "UID",
      "5",
      "ENVELOPE",
      "BODYSTRUCTURE",
      "NIL",
      "[",
      "]",
      "\"text\" \"plain\"",
      "(\"a*0*\" \"x''%ff\")",
      "FLAGS",
      "INTERNALDATE",
      "\"01-Jan-2026 99:00:00 +9999\"",
      "=?utf-8?q?=C3?=",
      "<0>",
      "{5}",
      "\u00ff",
      "OK [",
      "99999999999999999999"
    };
    for (int i = 0; i < 50_000; i++) {
      var line = new StringBuilder(random.nextInt(3) == 0 ? "" : "1 FETCH (UID 5 ");
      for (int k = random.nextInt(30); k > 0; k--) {
        line.append(pieces[random.nextInt(pieces.length)]);
        line.append(random.nextBoolean() ? " " : "");
      }
      neverFailsOtherwise(line.toString());
    }
  }

  private static void neverFailsOtherwise(String line) {
    try {
      Response response = response("* " + line);
      response.values();
      response.codeValues();
      ImapMessage message = ImapMessage.of(response);
      if (message != null && message.structure() != null) {
        message.structure().attachments();
        message.structure().texts();
      }
    } catch (InetException e) {
      assertEquals(Failure.BAD_REPLY, e.failure());
    }
  }
}
