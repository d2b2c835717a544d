package dev.inet.imap;

import dev.inet.core.Credentials;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Sandbox;
import dev.inet.sasl.SaslLogin;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** How tests talk to a server. */
final class Talk {
  static final SaslLogin DEMO =
      SaslLogin.of(new Credentials(Sandbox.USER, Secret.of(Sandbox.PASSWORD)));

  private Talk() {}

  static Dialer dialer() {
    var limits = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO);
    return Dialer.builder().timeouts(limits).tls(TlsPolicy.DEFAULT.withInsecure(true)).build();
  }

  static ImapClient open(int port) throws IOException {
    return open(port, ImapOptions.DEFAULT.withLogin(DEMO));
  }

  static ImapClient open(int port, ImapOptions options) throws IOException {
    return ImapClient.open(dialer(), ImapUrl.parse("imap://127.0.0.1:" + port + "/"), options);
  }

  /** A peer that lets anybody in and then plays a script; capabilities may be added. */
  static Peer peer(String capabilities, String script) {
    String all = ("IMAP4rev1 " + capabilities).strip();
    return Peer.plays(
        "S: * OK [CAPABILITY "
            + all
            + "] ready\n"
            + "C: i1 LOGIN \"demo\" \"demo\"\n"
            + "S: i1 OK [CAPABILITY "
            + all
            + "] in\n"
            + script);
  }

  /** What a server says to EXAMINE. */
  static String examined(String tag, int exists, String... more) {
    return "S: * "
        + exists
        + " EXISTS\n"
        + "S: * OK [UIDVALIDITY 7] valid\n"
        + String.join("", List.of(more))
        + "S: "
        + tag
        + " OK [READ-ONLY] open\n";
  }

  /** What is said when a client leaves. */
  static String end(String tag) {
    return "C: " + tag + " LOGOUT\nS: * BYE\nS: " + tag + " OK\n";
  }
}
