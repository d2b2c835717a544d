package dev.inet.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.line.LineChannel;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.Keys;
import dev.inet.sandbox.Peer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ties a sign-in to a TLS connection. */
@Timeout(30)
final class ChannelBindingTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Keys.class)
  void hashesTheCertificateAsItsSignatureDoes(Keys keys) throws Exception {
    X509Certificate certificate = Authority.create(keys).server().certificate();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    assertArrayEquals(hash, ChannelBinding.endPoint(certificate));
  }

  @Test
  void aConnectionBindsOnceTlsIsThere() throws Exception {
    Path authority = Files.writeString(folder.resolve("ca.pem"), Peer.authority().pem());
    try (Peer peer = Peer.plays("S: +OK\nC: STLS\nS: +OK\n== TLS\nC: QUIT\n");
        Connection connection =
            Dialer.builder()
                .tls(TlsPolicy.DEFAULT.withCaFile(authority))
                .build()
                .dial(Target.plain(new Endpoint("localhost", peer.port())))) {
      var lines = new LineChannel(connection);
      lines.readLine();
      SaslFacts before = SaslFacts.of(connection);
      assertFalse(before.secured());
      assertTrue(before.loopback());
      assertTrue(before.bindings().isEmpty());
      lines.send("STLS");
      lines.readLine();
      lines.secure();
      SaslFacts after = SaslFacts.of(connection);
      assertTrue(after.secured());
      int last = after.bindings().size() - 1;
      assertEquals("tls-server-end-point", after.bindings().get(last).type());
      // Java 25 and later export keying material.
      assertEquals(Runtime.version().feature() >= 25 ? 1 : 0, last);
      lines.send("QUIT");
      peer.heardAll();
    }
  }
}
