package dev.inet.cli.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxPathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Work/2026 | / | Work/2026",
        "Work.2026 | . | Work/2026",
        "a/b       | . | a%2Fb",
        ".hidden   | / | %2Ehidden",
        "..        | / | %2E.",
        "cur       | / | %63ur",
        "curious   | / | curious",
        "100%      | / | 100%25",
        "Grüße     | / | Grüße",
        "a\\b      | / | a%5Cb"
      })
  void isAFolderForEachLevel(String name, String delimiter, String path) throws InetException {
    List<String> levels = BoxPath.levels(name, delimiter, "");
    assertEquals(path, BoxPath.path(levels));
    assertEquals(name, back(path, delimiter));
  }

  private static String back(String path, String delimiter) {
    var levels = new ArrayList<String>();
    for (String folder : path.split("/", -1)) {
      levels.add(BoxPath.level(folder));
    }
    return BoxPath.name(levels, delimiter, "");
  }

  @Test
  void comesBackTheSameWhateverItIs() throws InetException {
    var random = new Random(2342);
    String characters = "ab.%/\\ \u0000\u0007\u001b\u202eü😀~#*INBOX";
    for (int i = 0; i < 20_000; i++) {
      var name = new StringBuilder("x");
      for (int k = random.nextInt(10); k > 0; k--) {
        int at = random.nextInt(characters.codePointCount(0, characters.length()));
        name.appendCodePoint(characters.codePointAt(characters.offsetByCodePoints(0, at)));
      }
      String whole = name.toString();
      for (String delimiter : List.of("/", ".", "")) {
        String path = BoxPath.path(BoxPath.levels(whole, delimiter, ""));
        assertEquals(whole, back(path, delimiter));
        for (String folder : path.split("/", -1)) {
          assertFalse(folder.isEmpty() || folder.startsWith("."), path);
        }
        assertFalse(path.chars().anyMatch(c -> c < ' ' || c == '\\'), path);
      }
    }
  }

  @Test
  void fitsIntoATreeOfAnotherKind() {
    assertEquals("Work.2026", BoxPath.name(List.of("Work", "2026"), ".", ""));
    assertEquals("a_b.c", BoxPath.name(List.of("a.b", "c"), ".", ""));
    assertEquals("INBOX.Work", BoxPath.name(List.of("Work"), ".", "INBOX."));
    assertEquals("INBOX", BoxPath.name(List.of("Inbox"), ".", "INBOX."));
    assertEquals("INBOX.Work", BoxPath.name(List.of("INBOX", "Work"), ".", "INBOX."));
    // What every name begins with is none of a level's.
    assertEquals(Arrays.asList("Work", "2026"), BoxPath.levels("INBOX.Work.2026", ".", "INBOX."));
    assertEquals(List.of("INBOX"), BoxPath.levels("INBOX", ".", "INBOX."));
    assertEquals(List.of("INBOX", "INBOX"), BoxPath.levels("INBOX.INBOX", ".", "INBOX."));
  }
}
