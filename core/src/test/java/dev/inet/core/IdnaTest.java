package dev.inet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdnaTest {
  @ParameterizedTest
  @CsvSource({
    "Example.ORG, example.org",
    "Bücher.example, xn--bcher-kva.example",
    "bücher。example, xn--bcher-kva.example",
    "日本語.jp, xn--wgv71a119e.jp",
    // What browsers and curl ask for (UTS #46 without transition); Java's own are other domains.
    "straße.de, xn--strae-oqa.de",
    "STRAẞE.DE, xn--strae-oqa.de",
    "faß.de, xn--fa-hia.de",
    "ß, xn--zca",
    "größe.straße.example, xn--gre-6ka8i.xn--strae-oqa.example",
    "bücher.faß.de, xn--bcher-kva.xn--fa-hia.de",
    "βόλος.com, xn--nxasmm1c.com",
    "ΒΌΛΟς.com, xn--nxasmm1c.com",
    "faß。de, xn--fa-hia.de",
  })
  void writesNamesInAscii(String name, String ascii) {
    assertEquals(ascii, Idna.toAscii(name));
  }

  @Test
  void whatIsMappedToNothingIsLeftOutBesideThoseLettersToo() {
    assertEquals("xn--strae-oqa.de", Idna.toAscii("stra\u00adße.de"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a..ß", "xn--ß.de", "XN--strae-oqaß", "a\u2024ß.de", "אß", "ß\u0001\u2028x"})
  void refusesWhatHasNoSuchForm(String name) {
    assertThrows(IllegalArgumentException.class, () -> Idna.toAscii(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 64, 100_000})
  void refusesLabelsThatAreTooLong(int length) {
    assertThrows(IllegalArgumentException.class, () -> Idna.toAscii("a".repeat(length) + "ß.de"));
  }
}
