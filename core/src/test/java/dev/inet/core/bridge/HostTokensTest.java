package dev.inet.core.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTokensTest {
  private final HostTokens tokens = new HostTokens();

  private String back(InetAddress address) throws InetException {
    return tokens.host(new InetSocketAddress(address, 21));
  }

  /** The address as a library has it that wrote it out and read it again. */
  private static InetAddress asText(InetAddress token) throws Exception {
    return InetAddress.getByAddress(token.getAddress());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.test", "bücher.test", "10.0.0.5", "::1", "fe80::1%lo", "localhost"})
  void anyHostComesBackAsItWasTyped(String host) throws Exception {
    InetAddress token = tokens.of(host);
    assertEquals(0xf0, token.getAddress()[0] & 0xf0);
    assertEquals(host, back(token));
    assertEquals(host, back(asText(token)));
  }

  @Test
  void thereIsOneForEachName() throws Exception {
    assertEquals(tokens.of("a.test"), tokens.of("a.test"));
    assertNotEquals(tokens.of("a.test"), tokens.of("b.test"));
  }

  @Test
  void aMillionNamesDoNotGrowTheTable() throws Exception {
    Set<InetAddress> seen = new HashSet<>();
    for (int i = 0; i < 1_000_000; i++) {
      InetAddress token = tokens.of("host-" + i + ".test");
      if (i % 1000 == 0) {
        assertTrue(seen.add(token), "two names share an address");
      }
    }
    assertEquals(HostTokens.MOST, tokens.size());
  }

  @Test
  void theNameInUseStaysWhileOthersComeAndGo() throws Exception {
    InetAddress token = asText(tokens.of("server.test"));
    for (int i = 0; i < 10_000; i++) {
      tokens.of("host-" + i + ".test");
      tokens.of("server.test");
    }
    assertEquals("server.test", back(token));
  }

  @Test
  void aForgottenTokenStillCarriesItsName() throws Exception {
    InetAddress token = tokens.of("old.test");
    for (int i = 0; i < HostTokens.MOST; i++) {
      tokens.of("host-" + i + ".test");
    }
    assertEquals("old.test", back(token));
    assertRefused(() -> back(asText(token)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "240.0.0.1",
        "255.255.255.255",
        "<broadcast>",
        "240.1",
        "4026531841",
        "::ffff:240.0.0.1",
        "::FFFF:f000:1"
      })
  void literalsOfTheReservedNetworkAreRefused(String typed) {
    assertRefused(() -> tokens.of(typed));
  }

  @Test
  void nobodysTokenIsRefused() {
    assertRefused(() -> back(InetAddress.getByAddress(new byte[] {-1, -1, -1, -1})));
  }

  @Test
  void otherAddressesMeanThemselves() throws Exception {
    assertEquals("10.0.0.5", back(InetAddress.getByAddress(new byte[] {10, 0, 0, 5})));
    assertEquals("239.1.2.3", back(InetAddress.getByAddress(new byte[] {(byte) 239, 1, 2, 3})));
    assertEquals("name.test", tokens.host(InetSocketAddress.createUnresolved("name.test", 1)));
    assertEquals("::1", back(InetAddress.getByName("::1")));
    assertEquals("2001:db8::7", back(InetAddress.getByName("2001:db8:0:0:0:0:0:7")));
  }

  private interface Call {
    void run() throws Exception;
  }

  private static void assertRefused(Call call) {
    InetException e = assertThrows(InetException.class, call::run);
    assertEquals(Failure.UNREACHABLE, e.failure());
  }
}
