package dev.inet.gopher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Samples;
import dev.inet.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against a whole hole, in clear and under TLS. */
@Timeout(60)
class GopherSandboxTest {
  private static Sandbox sandbox;
  private static Dialer dialer;

  @BeforeAll
  static void start() throws IOException {
    sandbox = Sandbox.start();
    dialer = Dialer.builder().tls(TlsPolicy.DEFAULT.withCaFile(sandbox.caFile())).build();
  }

  @AfterAll
  static void stop() throws IOException {
    sandbox.close();
  }

  private static GopherClient open(String url) throws IOException {
    return GopherClient.open(dialer, GopherUrl.parse(url), GopherOptions.DEFAULT);
  }

  private static byte[] get(String url) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var client = open(url)) {
      client.get(Channels.newChannel(out));
    }
    return out.toByteArray();
  }

  @Test
  void fetchesTheSameInClearAndUnderTls() throws IOException {
    for (String scheme : new String[] {"gopher", "gophers"}) {
      String root = sandbox.url(scheme);
      assertArrayEquals(Samples.FILES.get("binary.bin"), get(root + "/9/files/binary.bin"), scheme);
      assertEquals(1_048_576, get(root + "/9/bytes/1048576").length);
      try (var client = open(root + "/7/search")) {
        List<MenuItem> found = client.search("binary");
        assertEquals("binary.bin", found.get(0).name());
      }
      try (var client = open(root + "/0/missing")) {
        var missing = assertThrows(GopherException.class, client::text);
        assertEquals(Failure.NOT_FOUND, missing.failure());
      }
    }
  }

  @Test
  void walksTheWholeHoleUnderTlsWithoutLeavingIt() throws IOException {
    var places = new ArrayDeque<GopherUrl>(List.of(GopherUrl.parse(sandbox.url("gophers"))));
    Set<GopherUrl> seen = new HashSet<>(places);
    while (!places.isEmpty()) {
      GopherUrl place = places.remove();
      try (var client = open(place.toString())) {
        for (MenuItem item : client.menu()) {
          if (item.itemType().isFetchable() && item.url().contains("127.0.0.1")) {
            GopherUrl next = GopherUrl.parse(item.url());
            assertTrue(next.isSecure(), item.url());
            if (next.type() == '1' && seen.add(next)) {
              places.add(next);
            }
          }
        }
      }
    }
    assertTrue(seen.size() >= 3, seen.toString());
  }

  @Test
  void doesNotGoOnInClearWhereTlsIsNotSpoken() throws IOException {
    String plain = sandbox.url("gopher").replace("gopher:", "gophers:");
    var failed = assertThrows(InetException.class, () -> get(plain + "/"));
    assertEquals(Failure.TLS_HANDSHAKE, failed.failure());
  }
}
