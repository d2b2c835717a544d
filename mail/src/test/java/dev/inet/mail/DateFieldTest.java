package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateFieldTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-26T07:05:09Z        | Thu, 26 Nov 2026 07:05:09 +0000",
        "2024-02-29T23:59:59.999Z    | Thu, 29 Feb 2024 23:59:59 +0000",
        "2000-01-01T00:00:00Z        | Sat, 01 Jan 2000 00:00:00 +0000",
        "2027-05-02T10:20:30Z        | Sun, 02 May 2027 10:20:30 +0000",
        "2027-05-03T10:20:30Z        | Mon, 03 May 2027 10:20:30 +0000",
      })
  void writesTheForm(Instant moment, String text) {
    assertEquals(text, DateField.text(moment));
  }

  @Test
  void knowsEveryDayOfSixHundredYears() {
    var form = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);
    OffsetDateTime moment = OffsetDateTime.of(1899, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC);
    for (; moment.getYear() < 2500; moment = moment.plusSeconds(86_399)) {
      assertEquals(form.format(moment), DateField.text(moment.toInstant()));
    }
  }

  @ParameterizedTest
  @CsvSource({"1970-01-01T00:00:00Z", "2026-11-26T07:05:09Z", "9999-12-31T23:59:59Z"})
  void isReadBack(Instant moment) {
    assertEquals(Optional.of(moment), MailDate.parse(DateField.text(moment)));
  }
}
