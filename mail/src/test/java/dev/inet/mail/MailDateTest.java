package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailDateTest {
  @ParameterizedTest
  @CsvSource({
    "26-Nov-2026 15:07:09 +0000, 2026-11-26T15:07:09Z",
    "' 6-Nov-2026 15:07:09 +0130', 2026-11-06T13:37:09Z",
    "06-nov-2026 15:07:09 -1800, 2026-11-07T09:07:09Z",
    "29-Feb-2024 00:00:00 +0000, 2024-02-29T00:00:00Z",
    // What servers say instead.
    "6-Nov-2026 15:07:09 +0000, 2026-11-06T15:07:09Z",
    "26-Nov-2026 15:07:60 +0000, 2026-11-26T15:07:59Z",
    "'Thu, 26 Nov 2026 15:07:09 +0000', 2026-11-26T15:07:09Z",
    "26-Nov-2026 15:07:09 +9959, 2026-11-26T15:07:09Z",
    // What is none.
    "31-Feb-2026 15:07:09 +0000,",
    "26-Nox-2026 15:07:09 +0000,",
    "26-ovd-2026 15:07:09 +0000,",
    "26-Nov-2026 25:07:09 +0000,",
    "2x-Nov-2026 15:07:09 +0000,",
    "26-Nov-2026 15:07:09 +00,2026-11-26T15:07:09Z",
    "'',",
  })
  void datesOfServersAreRead(String text, @Nullable Instant moment) {
    assertEquals(moment, MailDate.parse(text).orElse(null));
  }
}
