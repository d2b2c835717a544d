package dev.inet.core.bridge;

import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** What all roads of these tests have in common: an authority, and names that only we know. */
final class Road {
  static final Authority AUTHORITY = Authority.create();
  static final SSLContext TLS =
      Tls.serving(
          AUTHORITY.leaf("a.test", "b.test", "six.test", "peer.test", "proxy.test").issue());
  static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO);

  private static final Path CA = ca();

  private Road() {}

  private static Path ca() {
    try {
      Path file = Files.createTempFile("inet-ca", ".pem");
      file.toFile().deleteOnExit();
      return Files.writeString(file, AUTHORITY.pem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Names names() {
    return new Names()
        .with("a.test", Names.IPV4)
        .with("b.test", Names.IPV4)
        .with("six.test", Names.IPV6);
  }

  static Dialer.Builder dialer(Names names, Heard heard) {
    return Dialer.builder()
        .resolver(names)
        .trace(heard)
        .timeouts(TIMEOUTS)
        .tls(TlsPolicy.DEFAULT.withCaFile(CA));
  }
}
