package dev.inet.cli.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.sandbox.Peer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that closes too early means the same number in every protocol of lines. */
@Timeout(30)
class LinesThatBreakOffTest {
  @TempDir Path folder;

  private record Room(String greeting, List<String> words) {
    static Room of(String greeting, String words) {
      return new Room(greeting, List.of(words.split(" ")));
    }
  }

  private static final List<Room> ROOMS =
      List.of(
          Room.of("220 ready", "ftp ls ftp://127.0.0.1:PORT/"),
          Room.of("220 mx.test ready", "smtp probe smtp://127.0.0.1:PORT"),
          Room.of("+OK ready", "pop3 stat pop3://127.0.0.1:PORT -u demo:demo"),
          Room.of("* OK ready", "imap folders imap://127.0.0.1:PORT -u demo:demo"),
          Room.of("200 ready", "nntp date nntp://127.0.0.1:PORT"),
          Room.of("220 mx.test ready", "raw connect --starttls smtp 127.0.0.1 PORT"),
          Room.of("+OK ready", "raw connect --starttls pop3 127.0.0.1 PORT"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "52 | == CLOSE",
        "56 | S: H\\~== CLOSE",
        "56 | S: GREETING\\~== CLOSE",
        "56 | S: GREETING~C: {any}~== CLOSE",
        "56 | S: GREETING~C: {any}~S: 2\\~== CLOSE",
      })
  void oneNumberInAllOfThem(int status, String script) {
    for (Room room : ROOMS) {
      String played =
          script
              .replace("GREETING", room.greeting())
              .replace("S: H\\", "S: " + room.greeting().charAt(0) + "\\")
              .replace('~', '\n');
      try (Peer peer = Peer.plays(played + "\n")) {
        List<String> words = new ArrayList<>(room.words());
        words.replaceAll(word -> word.replace("PORT", String.valueOf(peer.port())));

        Shell.Ending ending = new Shell(folder).run(words.toArray(String[]::new));

        String what = words + ": " + ending.err();
        assertEquals(status, ending.status(), what);
        assertEquals("", ending.out(), what);
        assertEquals(1, ending.err().lines().count(), what);
        assertTrue(ending.err().contains("the server closed the connection"), what);
      }
    }
  }
}
