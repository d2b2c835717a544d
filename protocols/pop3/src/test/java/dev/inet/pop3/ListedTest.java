package dev.inet.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListedTest {
  @ParameterizedTest
  @CsvSource({
    "'1 120', 1, 120",
    "'2  200 octets', 2, 200",
    "' 999999999\t999999999999999999 ', 999999999, 999999999999999999",
    "'3 0', 3, 0",
    "'1 -5', 1, -1",
    "'1 12x', 1, -1",
    "'1 1000000000000000000', 1, -1",
  })
  void readsSizes(String line, int number, long size) {
    Listed listed = Listed.of(line);
    assertNotNull(listed);
    assertEquals(number, listed.number());
    assertEquals(size, listed.size());
  }

  @Test
  void keepsWhatAnIdIsMadeOf() {
    assertEquals(new Listed(7, "a b\u001fc"), Listed.of("7 a b\u001fc "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1", "1 ", "x 1", "-1 5", "1x 5", "1000000000 5"})
  void refusesWhatIsNoLineOfAList(String line) {
    assertNull(Listed.of(line));
  }
}
