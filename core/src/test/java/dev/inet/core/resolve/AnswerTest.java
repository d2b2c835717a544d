package dev.inet.core.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.core.resolve.Records.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"v=spf1 -all\", v=spf1 -all",
        "\"v=DKIM1; p=MIIB\" \"IjAN\", v=DKIM1; p=MIIBIjAN",
        "\"one \" \"two\", one two",
        "plain, plain",
        "two words, twowords",
        "\"say \\\"hi\\\" and \\\\\", say \"hi\" and \\",
        "\"m\\195\\188ller\", müller",
        "\"bad \\255\", bad \uFFFD",
        "\"cut \\1\", cut 1",
        "\"tail\\, tail\\",
      })
  void theStringsOfATxtRecordAreOneText(String data, String text) {
    assertEquals(text, new Answer("example.org.", "TXT", 300, data, false).text());
  }
}
