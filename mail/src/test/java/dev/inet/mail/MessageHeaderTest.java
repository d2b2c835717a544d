package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of messages, as lists show them. */
final class MessageHeaderTest {
  private static MessageHeader header(String text) {
    return MessageHeader.parse(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatListsShow() {
    MessageHeader header =
        header(
            "Received: by x\nfrom: =?utf-8?q?J=C3=B6rg?= <j@a.test>\nTo: a@a.test\nSubject:\n"
                + " folded\n\ttwice\nTO: b@a.test\nDate: Fri, 02 Jan 2026 04:04:05 +0100 (CET)\n"
                + "Message-Id: <1@a.test>\n\nSubject: of the body\n");
    assertEquals("Jörg <j@a.test>", header.from());
    assertEquals("a@a.test, b@a.test", header.to());
    assertEquals("folded\ttwice", header.subject());
    assertEquals("2026-01-02T03:04:05Z", String.valueOf(header.date()));
    assertEquals("<1@a.test>", header.messageId());
  }

  @Test
  void whatIsMissingIsEmpty() {
    MessageHeader header = header("no colon\n folded\nDate: tomorrow\n");
    assertEquals("", header.subject());
    assertNull(header.date());
    assertNull(header.messageId());
    assertEquals("", MessageHeader.parse(new byte[0]).from());
  }

  @ParameterizedTest
  @CsvSource({
    "=?utf-8?B?R3LDvMOfZQ==?=, Grüße",
    "=?UTF-8?Q?a_b?= =?UTF-8?Q?c?=, a bc",
    "a =?utf-8?q?b?= c, a b c",
    "=?utf-8?b?w7w=?=x, üx",
    "=?iso-8859-1*de?q?=FC?=, ü",
    "=?utf-8?q?=C3?= =?utf-8?q?=BC?=, ü",
    "=?koi8-r?B?8NLJ18XU?=, Привет",
    "=?no-such-charset?q?x?=, =?no-such-charset?q?x?=",
    "=?utf-8?q?=XY?=, =XY",
    "=?utf-8?x?abc?=, =?utf-8?x?abc?=",
    "=?utf-8?q?half, =?utf-8?q?half",
    "=?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=, テスト",
  })
  void decodesEncodedWords(String raw, String text) {
    assertEquals(text, EncodedWords.decode(raw));
  }

  @Test
  @Timeout(5)
  void aWordOfPaddingAloneTakesNoTime() {
    String padding = "=?utf-8?B?" + "=".repeat(200_000) + "eA?=";
    assertEquals(padding.length(), EncodedWords.decode(padding).length());
  }

  @Test
  void rawBytesAreUtf8OrWhatWesternProgramsMean() {
    assertEquals("ü", EncodedWords.decode("ü".getBytes(StandardCharsets.UTF_8)));
    assertEquals("ü€", EncodedWords.decode("ü€".getBytes(Charset.forName("windows-1252"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso-8859-1", "utf-8", "windows-1250"})
  void whatAnEncodedWordLeftRawIsReadOnce(String charset) {
    byte[] raw = ("=?" + charset + "?Q?Frösche_=21?=").getBytes(StandardCharsets.ISO_8859_1);
    assertEquals("Frösche !", EncodedWords.decode(raw));
    assertEquals("🐸", EncodedWords.decode("=?utf-8?Q?🐸?="));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Fri, 02 Jan 2026 03:04:05 +0000 | 2026-01-02T03:04:05Z",
        "2 Jan 2026 03:04 -0330          | 2026-01-02T06:34:00Z",
        "Fri,  2 Jan 26 03:04:05 GMT     | 2026-01-02T03:04:05Z",
        "Fri, 2 Jan 99 03:04:05 EST      | 1999-01-02T08:04:05Z",
        "Fri, 2 Jan 126 03:04:05 UT      | 2026-01-02T03:04:05Z",
        "Fri Jan  2 03:04:05 2026        | 2026-01-02T03:04:05Z",
        "Fri Jan 02 03:04:05 PST 2026    | 2026-01-02T11:04:05Z",
        "Fri Jan  2 03:04:05 2026 +0200  | 2026-01-02T01:04:05Z",
        "Friday, 02-Jan-26 03:04:05 GMT  | 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05+01:00       | 2026-01-02T02:04:05Z",
        "Thu, 31 Dec 2026 23:59:60 GMT   | 2026-12-31T23:59:59Z",
        "Fri, 2 (day) Jan 2026 3:04:05 +0000 (GMT+00:00) | 2026-01-02T03:04:05Z",
      })
  void readsDates(String text, String date) {
    assertEquals(date, MailDate.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "32 Jan 2026 03:04:05 GMT",
        "2 Foo 2026 03:04:05 GMT",
        "2 Jan 2026 25:04:05 GMT",
        "((((((((((((((((((((((((((((((((",
      })
  void whatIsNoDateIsNone(String text) {
    assertTrue(MailDate.parse(text).isEmpty());
  }
}
