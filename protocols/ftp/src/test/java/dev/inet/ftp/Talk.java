package dev.inet.ftp;

import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.time.Duration;

/** Scripted servers, and clients that wait for them no longer than a test may. */
final class Talk {
  /** How every conversation begins where TLS is not offered. */
  static final String SIGN_IN =
      """
      S: 220 hello
      C: AUTH TLS
      S: 502 not here
      C: USER anonymous
      S: 331 who?
      C: PASS anonymous@example.org
      S: 230 welcome
      """;

  /** How a server that knows no extensions says so. */
  static final String NO_FEAT = "C: FEAT\nS: 211 none\n";

  /** What a mirror sends behind FEAT, to see whether commands may travel together. */
  static final String HEEDS_TWO = "C: NOOP\nS: 200 ok\n";

  private static final Dialer DIALER =
      Dialer.builder()
          .timeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ZERO))
          .build();

  private Talk() {}

  /** A server whose data connections play a script of their own; PORT stands for where. */
  static Peer control(Peer data, String script) {
    return Peer.plays(SIGN_IN + script.replace("PORT", Integer.toString(data.port())));
  }

  static FtpClient open(Peer control) throws IOException {
    return open(control, FtpOptions.DEFAULT);
  }

  static FtpClient open(Peer control, FtpOptions options) throws IOException {
    return FtpClient.open(DIALER, FtpUrl.parse("ftp://127.0.0.1:" + control.port()), options);
  }
}
