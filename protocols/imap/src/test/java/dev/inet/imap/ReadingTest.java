package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server found, as it tells it. */
class ReadingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 2 30",
        " 1  2 30 ",
        "1 2 30 (MODSEQ 9)",
        "1 2 30(MODSEQ 9)",
        "1 2 (MODSEQ 9) 30",
        "1 2 30 (MODSEQ",
      })
  void readsNumbers(String text) throws InetException {
    assertArrayEquals(new long[] {1, 2, 30}, Reading.numbers(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "1 0", "1 -2", "1,2", "1 99999999999999999999", "1)"})
  void refusesWhatIsNone(String text) {
    var bad = assertThrows(InetException.class, () -> Reading.numbers(text));
    assertEquals(Failure.BAD_REPLY, bad.failure());
  }

  @Test
  void theUidMayComeBehindTheRest() throws IOException {
    var answers = new Answers(UidSet.parse("5:7"), List.of("UID", "FLAGS"), "FLAGS", taker());
    answers.on(fetch("* 1 FETCH (FLAGS (a))"));
    answers.on(fetch("* 1 FETCH (UID 5)"));
    // What somebody did to another message is no part of the next one in its place.
    answers.on(fetch("* 2 FETCH (FLAGS (b))"));
    answers.on(fetch("* 2 EXPUNGE"));
    answers.on(fetch("* 2 FETCH (UID 6)"));
    answers.on(fetch("* 3 FETCH (FLAGS (c))"));
    answers.on(fetch("* 3 FETCH (UID 7 FLAGS (d))"));
    answers.end();
    assertEquals(List.of("5[a]", "7[d]"), taken);
  }

  @Test
  void theFlagsOfABodyMayComeBeforeItsUid() throws IOException {
    var bodies = new Reading.BodyHandler(UidSet.of(5), 100, bodies());
    bodies.on(fetch("* 1 FETCH (FLAGS (a))"));
    bodies.on(fetch("* 1 FETCH (UID 5 BODY[] hi)"));
    assertEquals(List.of("5[a]"), taken);
  }

  private Reading.Bodies bodies() {
    return new Reading.Bodies() {
      @Override
      public WritableByteChannel open(Map<String, Value> known, long size) {
        return Channels.newChannel(OutputStream.nullOutputStream());
      }

      @Override
      public void whole(ImapMessage message, long size) {
        taken.add("" + message.uid() + message.flags());
      }
    };
  }

  private final List<String> taken = new ArrayList<>();

  private Reading.Taker taker() {
    return (message, items) -> taken.add("" + message.uid() + message.flags());
  }

  private static Response fetch(String line) throws InetException {
    return Response.of(List.of(line), List.of());
  }
}
