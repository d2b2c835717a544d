package dev.inet.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Time stamps in greetings. */
class SignInTest {
  @ParameterizedTest
  @CsvSource({
    "ready <1896.697@dbc.example>, <1896.697@dbc.example>",
    "hi <1@a.b> (see <http://x>), <1@a.b>",
    "hi <ü@x> <1@a.b>, <1@a.b>",
    "hi <a@b@c>, <a@b@c>",
  })
  void findsTheTimestamp(String greeting, String expected) {
    assertEquals(expected, SignIn.timestamp(greeting));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "<>", "<@>", "<a@>", "<@b>", "<nobody>", "<a b@c>", "<a@b"})
  void findsNone(String greeting) {
    assertNull(SignIn.timestamp(greeting));
  }

  @ParameterizedTest
  @ValueSource(strings = {"@", "a@", "<", "<a@"})
  void looksAtEachCharacterAFewTimes(String piece) {
    var greeting = new Counted("<" + piece.repeat(1000));
    assertNull(SignIn.timestamp(greeting));
    assertTrue(greeting.looks < 10 * greeting.length(), () -> greeting.looks + " looks");
  }

  /** Counts how often somebody looks at a character. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int looks;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      looks++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
