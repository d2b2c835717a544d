package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImapUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "imap://h                                | ^^         | 0  |          |          |",
        "imap://h/                               | ^^         | 0  |          |          |",
        "imap://h/INBOX                          | INBOX      | 0  |          |          |",
        "imap://h/INBOX/                         | INBOX      | 0  |          |          |",
        "imap://h/a/b%2Fc                        | a/b/c      | 0  |          |          |",
        "imap://h/Gr%C3%BC%C3%9Fe                | Grüße      | 0  |          |          |",
        "imap://h/Grüße & so                     | Grüße & so | 0  |          |          |",
        "imap://h/\\Sent                         | \\Sent     | 0  |          |          |",
        "imap://h/#public                        | #public    | 0  |          |          |",
        "imap://h/INBOX;UID=5                    | INBOX      | 0  | 5        |          |",
        "imap://h/INBOX/;UID=5                   | INBOX      | 0  | 5        |          |",
        "imap://h/INBOX/;uid=5/                  | INBOX      | 0  | 5        |          |",
        "imap://h/INBOX;UID=1:20,42              | INBOX      | 0  | 1:20,42  |          |",
        "imap://h/INBOX;UID=7:*                  | INBOX      | 0  | 7:*      |          |",
        "imap://h/INBOX;UIDVALIDITY=9            | INBOX      | 9  |          |          |",
        "imap://h/INBOX;UIDVALIDITY=9/;UID=2     | INBOX      | 9  | 2        |          |",
        "imap://h/INBOX;UIDVALIDITY=9;UID=2      | INBOX      | 9  | 2        |          |",
        "imap://h/INBOX;UID=2/;SECTION=1.2       | INBOX      | 0  | 2        | 1.2      |",
        "imap://h/INBOX;UID=2;SECTION=HEADER     | INBOX      | 0  | 2        | HEADER   |",
        "imap://h/INBOX;UID=2/;SECTION=1.MIME    | INBOX      | 0  | 2        | 1.MIME   |",
        "imap://h/INBOX?FROM%20ann               | INBOX      | 0  |          |          | FROM"
            + " ann",
        "imap://h/INBOX?from:ann #1              | INBOX      | 0  |          |          | from:ann"
            + " #1",
        "imaps://h:1/a;UID=3?UNSEEN              | a          | 0  | 3        |          | UNSEEN",
      })
  void readsWhatItNames(
      String text, String mailbox, long validity, String uids, String section, String search)
      throws InetException {
    ImapUrl url = ImapUrl.parse(text);
    assertEquals(mailbox, url.mailbox());
    assertEquals(validity, url.uidValidity());
    assertEquals(uids, url.uids() == null ? null : url.uids().toString());
    assertEquals(section, url.section());
    assertEquals(search, url.search());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "imap://h/INBOX;UID=0",
        "imap://h/INBOX;UID=x",
        "imap://h/INBOX;UID=",
        "imap://h/INBOX;UID=1,,2",
        "imap://h/INBOX;UID=4294967296",
        "imap://h/INBOX;UID=99999999999999999999",
        "imap://h/INBOX;UIDVALIDITY=x",
        "imap://h/INBOX;SECTION=1",
        "imap://h/INBOX;UID=1/;SECTION=BODY",
        "imap://h/INBOX;UID=1/;SECTION=HEADER.FIELDS (A%22)",
        "imap://h/INBOX;UID=1/;SECTION=1] BODY[",
        "imap://h/INBOX;COLOUR=red",
        "imap://h/INBOX;UID",
        "imap://h/;UID=1",
        "imap://h/IN%0D%0ABOX",
        "imap://h/IN%00BOX",
        "imap://h/INBOX?a%0Ab",
        "imap://h/IN%BOX",
        "imap://h/%ff",
        "imap://a;AUTH=PLAIN%20X@h/",
        "pop3://h/"
      })
  void refusesWhatIsNone(String text) {
    var refused = assertThrows(InetException.class, () -> ImapUrl.parse(text));
    assertEquals(Failure.BAD_URL, refused.failure());
  }

  @Test
  void knowsWhatItNamesOneByOne() throws InetException {
    assertEquals(List.of(3L, 4L, 9L), ImapUrl.parse("imap://h/INBOX;UID=9,4,3,10:20,*").single());
    assertEquals(List.of(), ImapUrl.parse("imap://h/INBOX;UID=3:4").single());
  }

  @Test
  void takesTheMechanismFromTheLogin() throws InetException {
    assertEquals("PLAIN", ImapUrl.parse("imap://ann;AUTH=plain@h/").mechanism());
    assertEquals("XOAUTH2", ImapUrl.parse("imap://ann:token;AUTH=XOAUTH2@h/").mechanism());
    assertNull(ImapUrl.parse("imap://ann;AUTH=*@h/").mechanism());
    Url bare = ImapUrl.withoutMechanism(Url.parse("imap://ann:p;AUTH=X@h/", Imap.TABLE));
    assertEquals("ann", bare.login().rawUser());
    assertEquals("p", bare.login().credentials().orElseThrow().password().reveal());
  }

  @Test
  void readsAPart() throws InetException {
    ImapUrl url = ImapUrl.parse("imap://h/INBOX/;UID=2/;SECTION=1/;PARTIAL=10.20");
    assertEquals(new ImapUrl.Partial(10, 20), url.partial());
    assertEquals(
        new ImapUrl.Partial(0, 0), ImapUrl.parse("imap://h/INBOX/;UID=2/;PARTIAL=0").partial());
  }
}
