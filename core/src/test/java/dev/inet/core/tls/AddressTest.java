package dev.inet.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Literal addresses, told from names without a look-up. */
class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.255, 0a0000ff",
    "2130706433, 7f000001",
    "4294967295, ffffffff",
    "::, 00000000000000000000000000000000",
    "::1, 00000000000000000000000000000001",
    "1::, 00010000000000000000000000000000",
    "2001:DB8::a:b, 20010db80000000000000000000a000b",
    "1:2:3:4:5:6:7:8, 00010002000300040005000600070008",
    "1:2:3:4:5:6:1.2.3.4, 00010002000300040005000601020304",
    "::ffff:1.2.3.4, 00000000000000000000ffff01020304",
    "fe80::1%eth0, fe800000000000000000000000000001",
  })
  void reads(String text, String hex) {
    byte[] bytes = Address.bytes(text);
    assertNotNull(bytes);
    assertEquals(hex, HexFormat.of().formatHex(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.x",
        "1.2.3.-1",
        "1..2.3",
        "4294967296",
        "99999999999",
        "12345678901234567890",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "1:",
        ":1",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4.5",
        "\u0661::",
        "\uff11::"
      })
  void isNoAddress(String text) {
    assertNull(Address.bytes(text));
  }
}
