package dev.inet.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The messages that wait in the inbox of the sandbox's user, the same in each run. */
final class MailSamples {
  private static final String PLAIN =
      """
      Return-Path: <ann@example.test>
      From: Ann Example <ann@example.test>
      To: demo@example.test
      Subject: Welcome to the sandbox
      Date: Fri, 02 Jan 2026 03:04:05 +0000
      Message-ID: <welcome@example.test>
      MIME-Version: 1.0
      Content-Type: text/plain; charset=us-ascii

      Hello demo,

      this message waits for you in each run.
      .
      The line before this one is a single dot.
      """;

  private static final String FOREIGN =
      """
      Return-Path: <joerg@example.test>
      From: =?utf-8?q?J=C3=B6rg_M=C3=BCller?= <joerg@example.test>
      To: demo@example.test
      Subject: =?utf-8?B?R3LDvMOfZSBhdXMgZGVtIFNhbmRrYXN0ZW4=?=
      Date: Fri, 02 Jan 2026 04:04:05 +0100
      Message-ID: <gruesse@example.test>
      In-Reply-To: <welcome@example.test>
      References: <welcome@example.test>
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: quoted-printable

      Sch=C3=B6ne Gr=C3=BC=C3=9Fe!
      """;

  private static final String ATTACHED =
      """
      Return-Path: <ann@example.test>
      From: Ann Example <ann@example.test>
      To: demo@example.test
      Cc: joerg@example.test
      Subject: A picture and a table
      Date: Sat, 03 Jan 2026 09:00:00 +0000
      Message-ID: <parts@example.test>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="=_outer"

      --=_outer
      Content-Type: multipart/alternative; boundary="=_inner"

      --=_inner
      Content-Type: text/plain; charset=utf-8

      The table is attached.
      --=_inner
      Content-Type: text/html; charset=utf-8

      <p>The <b>table</b> is attached.</p>
      --=_inner--

      --=_outer
      Content-Type: text/csv; charset=utf-8; name="table.csv"
      Content-Disposition: attachment; filename*=utf-8''%C3%9Cbersicht.csv
      Content-Transfer-Encoding: base64

      bmFtZSxzaXplCmhlbGxvLnR4dCwyOQo=
      --=_outer
      Content-Type: image/png; name="dot.png"
      Content-Disposition: inline; filename="dot.png"
      Content-Transfer-Encoding: base64

      iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9
      awAAAABJRU5ErkJggg==
      --=_outer--
      """;

  private MailSamples() {}

  /** Makes a store with the user {@code demo}, whose inbox holds the samples. */
  static Mailboxes mailboxes() {
    Mailboxes mailboxes = new Mailboxes();
    mailboxes.addUser(Sandbox.USER);
    Mailboxes.Folder inbox = mailboxes.inbox(Sandbox.USER);
    int hour = 0;
    for (String text : List.of(PLAIN, FOREIGN, ATTACHED)) {
      inbox.add(
          text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII),
          hour == 0 ? Set.of("\\Seen") : Set.of(),
          Samples.MODIFIED.plus(Duration.ofHours(hour++)));
    }
    return mailboxes;
  }
}
