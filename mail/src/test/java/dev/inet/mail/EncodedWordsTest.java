package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoded words and charsets, as programs write them. */
class EncodedWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)|(ab)",
        "(=?ISO-8859-1?Q?a?= b)|(a b)",
        "=?utf-8?Q?ab?= -- =?utf-8?Q?cd?=|ab -- cd",
        "=?utf-8?B?b2hhaSDw?= =?UTF-8?b?n5Kp?=|ohai \uD83D\uDCA9",
        "=?us-ascii?Q?oh_?= =?utf-8?Q?=C3=A4?=|oh ä",
        "=?utf-8*de?b?R3LDvMOfZQ==?=|Grüße",
        "=?utf-8?q?a?= =?x|a =?x",
        "=??q?a?= =?x??a?= =?x?q?a?=|=??q?a?= =?x??a?= =?x?q?a?=",
        "=?iso-8859-1?q?=80?=|€",
        "=?utf-8?Q?Really??=|Really?",
        "=?utf-8?Q?What?_Really?_=C3=A4?= =?utf-8?Q????=|What? Really? ä??",
        "=?utf-8?Q?half =?utf-8?Q?whole?=|=?utf-8?Q?half whole",
        "=?utf-8?Q?a=?=|a=",
        "=?utf_8?Q?=C3=A4?= =?ISO88591?Q?=E4?= =?Windows1252?q?=80?=|ää€",
        "=?utf-7?Q?Fr+APY-sche_+-_=2BADw?= =?UTF-7?B?K0FDWS0=?=|Frösche + <&",
        "=?ISO_8859-2:1987?Q?=B1?= =?iso-8859-8-i?Q?=E0?=|ąא",
        "=?unknown-8bit?Q?=C3=A4?= or =?unknown-8bit?B?5A==?=|ä or ä",
      })
  void decodesWords(String text, String expected) {
    assertEquals(expected, EncodedWords.decode(text));
  }

  @ParameterizedTest
  @CsvSource({
    "gb2312, GBK, 镕",
    "ks_c_5601-1987, x-windows-949, 똠",
    "EUC-KR, x-windows-949, 힣",
    "Shift_JIS, windows-31j, ①",
    "ISO-2022-JP, x-windows-iso2022jp, ①",
    "Big5, x-windows-950, 碁",
    "iso-8859-1, windows-1252, “",
    "iso8859-1, windows-1252, “",
    "iso-8859-8-i, ISO-8859-8, א",
    "macintosh, x-MacRoman, ä",
    "us-ascii, UTF-8, ä",
    "nobody-knows-it, UTF-8, ä",
    "nobody-knows-it, windows-1252, ä",
    "'\"utf-8\"', UTF-8, ä",
    "iso-2022-jp, UTF-8, 神戸",
    "gb2312, UTF-8, ä€",
  })
  void readsWhatProgramsMeanByACharset(String name, String meant, String text) {
    assertEquals(text, EncodedWords.text(text.getBytes(Charset.forName(meant)), name));
  }

  @Test
  void aDamagedCharacterLeavesTheOthersReadable() {
    byte[] raw = "日本語".getBytes(Charset.forName("ISO-2022-JP"));
    raw[5] = '/';
    assertEquals("日\ufffd語", EncodedWords.text(raw, "iso-2022-jp").replaceAll("\ufffd+", "\ufffd"));
  }

  /** Java looks for each that it does not know for a third of a millisecond. */
  @Test
  @Timeout(10)
  void charsetsThatNobodyKnowsAreSoonRead() {
    var field = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      field.append("=?x").append(i).append("?q?a?= ");
    }
    assertEquals(field.toString(), EncodedWords.decode(field.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Fr+APY-sche,Frösche",
        "+AOQA9g-/+APw,äö/ü",
        "a+-b + c,a+b + c",
        "+2D3cqQ-,\uD83D\uDCA9",
        "+a- no shift,+a- no shift",
        "at the end +,at the end +",
      })
  void readsUtf7(String raw, String text) {
    assertEquals(text, EncodedWords.text(raw.getBytes(StandardCharsets.US_ASCII), "utf-7"));
  }
}
