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

  @ParameterizedTest
  @CsvSource({
    "'Sun, 08 Dec 91 09:11:00 +0000', 1991-12-08T09:11:00Z",
    "8 Dec 1991 09:11 (Sunday), 1991-12-08T09:11:00Z",
    "'Tue, 9 Jun 92 03:45:24 JST', 1992-06-08T18:45:24Z",
    "Sat Mar 24 21:23:03 EDT 2007, 2007-03-25T01:23:03Z",
    "'FRI, 30 NOV 2012 02:09:10 +0100', 2012-11-30T01:09:10Z",
    "'Tue, 21 April 15 14:44:51 GMT', 2015-04-21T14:44:51Z",
    "'Tue, 12 Jun 2012 19:22:28 0200', 2012-06-12T17:22:28Z",
    "'Fri, 8 May 2015 12:05', 2015-05-08T12:05:00Z",
    "'Fri, 8 May 2015 12:05:01 400', 2015-05-08T12:05:01Z",
    "'Sat, 10 Sep 2022 12:59:19 -1234567890123456789', 2022-09-10T12:59:19Z",
    "'Sat, 10 Sep 2022 12:59:19 ECST', 2022-09-10T12:59:19Z",
    "'Fri, 28 Feb 2025 12:15:00 AM -0500', 2025-02-28T05:15:00Z",
    "'Fri, 28 Feb 2025 11:30:00 PM -0500', 2025-03-01T04:30:00Z",
    "31 Dec 2024 10:15:00 pm, 2024-12-31T22:15:00Z",
    "'Fri, 28 Feb 2025 13:15:00 PM +0000', 2025-02-28T13:15:00Z",
    "'Mon, 7 Oct 2024 9:5:3 +0800', 2024-10-07T01:05:03Z",
    "'Mon, 7 Oct 2024 16:02:7 -0330', 2024-10-07T19:32:07Z",
    "'Mon, 7 (so (we) say) Oct 2024 09 (it is) :   05  :  03 +0000', 2024-10-07T09:05:03Z",
    "'Mon, 7 Oct 2024 09:05:03 EST5EDT', 2024-10-07T14:05:03Z",
    "'Mon, 7 Oct 2024 09:05:03 EEST', 2024-10-07T06:05:03Z",
    "'Mon, 7 Oct 2024 09:05:03 KST', 2024-10-07T00:05:03Z",
  })
  void datesOfMessagesAreRead(String text, Instant moment) {
    assertEquals(moment, MailDate.parse(text).orElse(null));
  }
}
