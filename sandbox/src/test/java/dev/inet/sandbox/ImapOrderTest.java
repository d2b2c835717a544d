package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SORT and THREAD (RFC 5256). */
final class ImapOrderTest {
  private final List<Mailboxes.Message> messages = new ArrayList<>();

  /** Adds a message that was written on a day of January, and came in the order of the calls. */
  private void add(int day, String subject, String... more) {
    String head =
        "Subject: " + subject + "\r\nDate: " + day + " Jan 2026 12:00:00 +0000 (noon)\r\n";
    add(head + String.join("\r\n", more) + "\r\n\r\nx\r\n");
  }

  private void add(String text) {
    long uid = messages.size() + 1L;
    messages.add(
        new Mailboxes.Message(
            uid,
            1,
            Instant.parse("2026-02-01T00:00:00Z").plusSeconds(uid),
            Set.of(),
            text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private String sorted(String... keys) {
    return String.join(
        " ",
        ImapOrder.sorted(List.<Object>of((Object[]) keys), messages).stream()
            .map(message -> String.valueOf(message.uid()))
            .toList());
  }

  private String threads(String algorithm) {
    return ImapOrder.threads(algorithm, messages, Mailboxes.Message::uid);
  }

  @ParameterizedTest
  @CsvSource({
    "plan, plan",
    "' Re:  the   plan ', the plan",
    "RE: Fwd: [list] Re[2]: plan (fwd), plan",
    "[list] [more] plan, plan",
    "[list], [list]",
    "[Fwd: Re: plan], plan",
    "Regarding: x, regarding: x",
    "'', ''"
  })
  void subjectsAreComparedWithoutWhatAnswersPutAroundThem(String subject, String base) {
    assertEquals(base, ImapOrder.base(subject));
  }

  @Test
  void sortsByKeysOfWhichTheFirstCountsMost() {
    add(3, "Re: a", "From: Zoe <ben@x>");
    add(1, "b", "From: ann@x, zoe@x");
    add(2, "A", "From: =?utf-8?q?=C3=84rger?= <Carl@x>");
    add("Subject: undated\r\n\r\n" + "x".repeat(500));
    assertEquals("2 3 1 4", sorted("DATE"));
    assertEquals("4 1 3 2", sorted("REVERSE", "DATE"));
    assertEquals("1 3 2 4", sorted("SUBJECT"));
    assertEquals("3 1 2 4", sorted("SUBJECT", "REVERSE", "ARRIVAL"));
    assertEquals("4 2 1 3", sorted("FROM"));
    assertEquals("4 3 1 2", sorted("REVERSE", "SIZE"));
    assertEquals("1 2 3 4", sorted("CC"));
  }

  @Test
  void threadsBySubjectHaveOneLevel() {
    add(5, "Re: plan");
    add(1, "plan");
    add(2, "other");
    add(3, "plan");
    add(4, "Re: other");
    assertEquals("(2 (4)(1))(3 5)", threads("ORDEREDSUBJECT"));
  }

  @Test
  void threadsByReferencesFollowThem() {
    add(1, "plan", "Message-ID: <1@x>");
    add(2, "Re: plan", "Message-ID: <2@x>", "In-Reply-To: <1@x> of yesterday <9@x>");
    add(3, "new subject", "Message-ID: <3@x>", "References: <1@x>\r\n <2@x>");
    add(4, "Re: plan", "Message-ID: <4@x>", "References: <1@x>");
    add(5, "else", "Message-ID: <5@x>");
    assertEquals("(1 (2 3)(4))(5)", threads("REFERENCES"));
  }

  @Test
  void whatIsNotThereStillJoinsItsAnswers() {
    add(1, "Re: lost", "Message-ID: <1@x>", "References: <lost@x>");
    add(2, "Re: lost", "Message-ID: <2@x>", "References: <lost@x> <alsolost@x>");
    add(3, "one of a lost", "References: <gone@x>");
    assertEquals("((1)(2))(3)", threads("REFERENCES"));
  }

  @Test
  void subjectsJoinWhereReferencesAreMissing() {
    add(2, "Re: plan", "Message-ID: <1@x>");
    add(1, "plan", "Message-ID: <2@x>");
    add(3, "same", "Message-ID: <3@x>");
    add(4, "same", "Message-ID: <4@x>");
    add(5, "Same", "Message-ID: <5@x>");
    add(6, "", "Message-ID: <6@x>");
    add(7, "", "Message-ID: <7@x>");
    assertEquals("(2 1)((3)(4)(5))(6)(7)", threads("REFERENCES"));
  }

  @Test
  void circlesAndDoublesEnd() {
    add(1, "a", "Message-ID: <1@x>", "References: <2@x>");
    add(2, "b", "Message-ID: <2@x>", "References: <1@x>");
    add(3, "c", "Message-ID: <3@x>", "References: <3@x> <3@x>");
    add(4, "d", "Message-ID: <1@x>");
    add(5, "e");
    assertEquals("(2 1)(3)(4)(5)", threads("REFERENCES"));
    messages.clear();
    assertEquals("", threads("REFERENCES"));
  }
}
