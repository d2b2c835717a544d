package dev.inet.cli.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.core.InetException;
import dev.inet.imap.Envelope;
import dev.inet.imap.ImapMessage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderTest {
  private static ImapMessage message(long uid, String subject) {
    var envelope = new Envelope(null, subject, "", "", "", "", "", "", "", null);
    return new ImapMessage(uid, 0, List.of(), null, 1, 0, envelope, null);
  }

  private static List<Long> sorted(ImapMessage... messages) throws InetException {
    return Stream.of(messages)
        .sorted(Order.parse("subject", false, null).comparator())
        .map(ImapMessage::uid)
        .toList();
  }

  @Test
  void subjectsAreSortedWithoutWhatAnswersPutBeforeThem() throws InetException {
    assertEquals(
        List.of(4L, 3L, 1L, 2L),
        sorted(
            message(1, "Re: [list] b"),
            message(2, "c (FWD) "),
            message(3, "Fwd: RE[2]: A"),
            message(4, "[x]")));
  }

  @Test
  void aSubjectThatAnswersThousandsOfTimesIsSorted() throws InetException {
    assertEquals(
        List.of(2L, 1L), sorted(message(1, "Re: ".repeat(100_000) + "b"), message(2, "a")));
  }
}
