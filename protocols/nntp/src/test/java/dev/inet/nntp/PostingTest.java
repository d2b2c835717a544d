package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostingTest {
  private static final String GOOD =
      "From: Ann <ann@example.org>\r\nNewsgroups: a.b,c.d\r\nSubject: Hello\r\n"
          + "Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nMessage-ID: <1@example.org>\r\n"
          + "References: <0@x>\r\n <1@x>\r\n\r\nText\r\n";

  private static Posting posting(String text) {
    return new Posting(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void findsNothingWrongWithAGoodArticle() {
    assertEquals(List.of(), posting(GOOD).faults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Subject: Hello\\r\\n        | ''                          | there is no Subject",
        "From: Ann <ann@example.org> | From: Ann                   | From holds no address",
        "From: Ann                   | from:Ann                    | no blank after its colon",
        "Newsgroups: a.b,c.d         | Newsgroups: a.b,,c          | no name of a group",
        "Newsgroups: a.b,c.d         | Newsgroups: a.b,a.b         | twice",
        "Subject: Hello              | Subject: H\\r\\nSubject: I  | more than once",
        "Subject: Hello              | Subject:                    | no blank after",
        "Subject: Hello              | Subject: Grüße              | more than ASCII",
        "Subject: Hello              | Subject: a\\rb              | CR without LF",
        "Subject: Hello              | Subject: a\\0b              | NUL",
        "Subject: Hello              | Sub ject: Hello             | is no field",
        "Subject: Hello              | Xref: x a:1\\r\\nSubject: b | for servers to add",
        "<1@example.org>             | <1>                         | no message-id",
        "<0@x>                       | 0@x                         | no message-id",
        "2026 03:04:05               | 2926 03:04:05               | in the future",
        "Fri, 2 Jan 2026 03:04:05    | soon                        | holds no date",
        "Subject: Hello              | Subject: H\\r\\nControl: x\\r\\nSupersedes: <2@x> | exclude",
        "\\r\\n\\r\\nText\\r\\n      | \\r\\nText                  | no empty line",
      })
  void findsWhatRfc5536DoesNotAllow(String right, String wrong, String fault) {
    String text = GOOD.replace(raw(right), raw(wrong));
    assertFalse(text.equals(GOOD), right);
    List<String> faults = posting(text).faults();
    assertTrue(faults.stream().anyMatch(each -> each.contains(fault)), faults + " of " + text);
  }

  private static String raw(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
  }

  @Test
  void aLineOfMoreThan998BytesIsTooLong() {
    List<String> faults = posting(GOOD + "x".repeat(999) + "\r\n").faults();
    assertEquals(List.of("line 10 is longer than 998 bytes"), faults);
  }

  @Test
  void aFileGetsWhatEveryArticleMustHave() {
    Posting article =
        Posting.of("From: a@x.example\nSubject: s\n\nb\n".getBytes(StandardCharsets.UTF_8));
    String text = new String(article.bytes(), StandardCharsets.UTF_8);
    assertTrue(text.endsWith("From: a@x.example\r\nSubject: s\r\n\r\nb\r\n"), text);
    assertTrue(text.startsWith("Date: "), text);
    assertTrue(article.messageId().matches("<[^@]+@x.example>"), article.messageId());
    assertEquals(article, Posting.of(article.bytes()));
  }

  @Test
  void composesWithEncodedWordsAndNoRecipients() throws IOException {
    Posting article =
        Posting.compose(
            "Änn <ann@example.org>", "a.b, c.d", "Grüße", "Ünd Text\n.\n", List.of("X-A: b"));
    String text = new String(article.bytes(), StandardCharsets.ISO_8859_1);
    assertEquals(List.of(), article.faults(), text);
    assertTrue(text.contains("\r\nNewsgroups: a.b,c.d\r\n"), text);
    assertTrue(text.contains("\r\nX-A: b\r\n"), text);
    assertFalse(text.contains("\r\nTo:"), text);
    assertTrue(text.chars().allMatch(c -> c < 0x80 || text.indexOf("8bit") > 0), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nControl: cancel", "a\nb", "a\rb", "a\0b"})
  void refusesToSmuggleFields(String evil) {
    List<Executable> all =
        List.of(
            () -> Posting.compose(evil, "a.b", "s", "b", List.of()),
            () -> Posting.compose("a@x", evil, "s", "b", List.of()),
            () -> Posting.compose("a@x", "a.b", evil, "b", List.of()),
            () -> Posting.compose("a@x", "a.b", "s", "b", List.of("X: " + evil)));
    for (Executable each : all) {
      var refused = assertThrows(InetException.class, each::run);
      assertEquals(Failure.USAGE, refused.failure());
    }
  }

  private interface Executable {
    void run() throws IOException;
  }

  @Test
  void aBodyGoesInEightBitsUnlessItsLinesAreTooLong() throws IOException {
    Posting plain =
        Posting.compose("a@x.org", "a.b", "s", "gr\u00fc\u00df dich\n.\nend", List.of());
    String text = new String(plain.bytes(), StandardCharsets.UTF_8);
    assertTrue(text.contains("\r\nContent-Transfer-Encoding: 8bit\r\n"), text);
    assertTrue(text.endsWith("\r\n\r\ngr\u00fc\u00df dich\r\n.\r\nend\r\n"), text);
    Posting wide = Posting.compose("a@x.org", "a.b", "s", "\u00fc".repeat(600), List.of());
    assertEquals(List.of(), wide.faults());
  }

  @Test
  void aFollowUpTakesGroupsSubjectAndReferences() throws InetException {
    byte[] head = GOOD.getBytes(StandardCharsets.UTF_8);
    assertEquals(
        new Posting.FollowUp("a.b,c.d", "Re: Hello", "<0@x> <1@x> <1@example.org>"),
        Posting.FollowUp.to(head));
    byte[] answer =
        GOOD.replace("Hello", "Re: Hello\r\nFollowup-To: c.d").getBytes(StandardCharsets.UTF_8);
    assertEquals("Re: Hello", Posting.FollowUp.to(answer).subject());
    assertEquals("c.d", Posting.FollowUp.to(answer).groups());
    byte[] mail =
        GOOD.replace("Hello", "H\r\nFollowup-To: poster").getBytes(StandardCharsets.UTF_8);
    var refused = assertThrows(InetException.class, () -> Posting.FollowUp.to(mail));
    assertEquals(Failure.REFUSED, refused.failure());
  }

  @Test
  void aLongThreadKeepsItsFirstAndItsLastReferences() throws InetException {
    StringBuilder references = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      references.append(" <").append(i).append("@x>");
    }
    byte[] head = GOOD.replace(" <0@x>\r\n <1@x>", references).getBytes(StandardCharsets.UTF_8);
    List<String> kept = Overview.ids(Posting.FollowUp.to(head).references());
    assertEquals(21, kept.size());
    assertEquals("<0@x>", kept.get(0));
    assertEquals("<99@x>", kept.get(19));
    assertEquals("<1@example.org>", kept.get(20));
  }

  @Test
  void referencesFitIntoOneLineOfTheLongestLength() throws InetException {
    StringBuilder references = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      references.append("\r\n <").append(i).append("x".repeat(200)).append("@x>");
    }
    byte[] head = GOOD.replace(" <0@x>\r\n <1@x>", references).getBytes(StandardCharsets.UTF_8);
    String kept = Posting.FollowUp.to(head).references();
    assertTrue(("References: " + kept).length() <= 998, "length: " + kept.length());
    assertTrue(kept.startsWith("<0x"), kept);
    assertTrue(kept.matches(".*<28x+@x> <29x+@x> <1@example.org>"), kept);
    assertTrue(kept.length() > 700, "as many as there is room for: " + kept.length());
  }

  @Test
  void aBlankInTheNameOfAGroupIsRefusedAndNotTakenOut() throws IOException {
    assertThrows(InetException.class, () -> Posting.compose("a@x.org", "a b", "s", "b", List.of()));
    Posting two = Posting.compose("a@x.org", " a.b , c.d ", "s", "b", List.of());
    String text = new String(two.bytes(), StandardCharsets.UTF_8);
    assertTrue(text.contains("\r\nNewsgroups: a.b,c.d\r\n"), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Fri, 02 Jan 2026 03:04:05 +0100            | 2026-01-02T02:04:05Z",
        "2 Jan 2026 03:04 GMT                       | 2026-01-02T03:04:00Z",
        "Fri, 2 Jan 26 03:04:05 EST (really)        | 2026-01-02T08:04:05Z",
        "Friday, 02-Jan-99 03:04:05 -0000           | 1999-01-02T03:04:05Z",
        "Fri 2 January 2026 03:04:60 UTC            | 2026-01-02T03:04:59Z",
        "Fri Jan  2 03:04:05 1981                   | 1981-01-02T03:04:05Z",
        "Fri Jan 2 03:04:05 EST 1981                | 1981-01-02T08:04:05Z",
        "Fri, 2 Jan 2026 03:04:05 +01:30            | 2026-01-02T01:34:05Z",
        "Fri, 2 Jan. 2026 03:04:05 MEST             | 2026-01-02T01:04:05Z",
        "Fri, 2 Jan 2026 03:04:05 GMT+0100          | 2026-01-02T02:04:05Z",
        "Fri, 2 Jan 2026 03:04:05 UTC-01:00         | 2026-01-02T04:04:05Z",
      })
  void readsDatesOfAllAges(String text, String moment) {
    assertEquals(moment, NewsDate.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "Fri, 32 Jan 2026 03:04:05 GMT",
        "2 Jan 2026",
        "2 Foo 2026 1:1 Z",
        "Fri Jan 2 03:04:05"
      })
  void otherDatesAreNone(String text) {
    assertTrue(NewsDate.parse(text).isEmpty(), text);
  }
}
