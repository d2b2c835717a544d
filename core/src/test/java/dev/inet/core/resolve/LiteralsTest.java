package dev.inet.core.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralsTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "127.0.0.1, 127.0.0.1",
        "2130706433, 127.0.0.1",
        "1, 0.0.0.1",
        "0, 0.0.0.0",
        "4294967295, 255.255.255.255",
        "127.1, 127.0.0.1",
        "10.1.515, 10.1.2.3",
        "'', 0.0.0.0",
        "*, 0.0.0.0",
        "<broadcast>, 255.255.255.255",
        "::1, 0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1, 127.0.0.1",
      })
  void readsTheVocabularyOfSockets(String text, String address) throws UnknownHostException {
    assertEquals(address, Literals.parse(text).orElseThrow().getHostAddress());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "example.org", "1.example", "a1", "0x7f.com", "example.1a"})
  void leavesNamesAlone(String text) throws UnknownHostException {
    assertTrue(Literals.parse(text).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "256.1.1.1",
        "1.1.1.256",
        "1.2.3.4.5",
        "4294967296",
        "0177.0.0.1",
        "01",
        "1..2",
        ".1",
        "a.b.1",
        "::g",
        "1:2",
        "fe80::1%nosuchzone",
      })
  void refusesWhatIsNeitherNameNorAddress(String text) {
    assertThrows(UnknownHostException.class, () -> Literals.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "::1, ::1",
    "::, ::",
    "1::, 1::",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "0:0:0:0:0:1:2:3, ::1:2:3",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
  })
  void writesTheShortestForm(String address, String text) throws UnknownHostException {
    assertEquals(text, Literals.text(Literals.parse(address).orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST.", "a.localhost"})
  void knowsThisMachine(String name) {
    assertTrue(Literals.isLocalhost(name));
    assertFalse(Literals.isLocalhost(name + ".example"));
  }
}
