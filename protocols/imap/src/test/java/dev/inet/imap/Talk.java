package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Sandbox;
import dev.inet.sasl.SaslLogin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
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

  /** What is done with a session. */
  interface Action {
    void with(ImapClient client) throws IOException;
  }

  /** Does something with a session, to which the peer says all that it has to say. */
  static void work(Peer peer, Action action) throws IOException {
    try (ImapClient client = open(peer.port())) {
      action.with(client);
    } finally {
      peer.heardAll();
    }
  }

  /** Returns why something fails. */
  static InetException thrown(Peer peer, Action action) {
    return assertThrows(
        InetException.class,
        () -> {
          try (ImapClient client = open(peer.port())) {
            action.with(client);
          }
        });
  }

  static Failure failure(Peer peer, Action action) {
    return thrown(peer, action).failure();
  }

  /** Gets a whole message. */
  static String get(ImapClient client, long uid) throws IOException {
    var bytes = new ByteArrayOutputStream();
    client.get(uid, null, null, false, size -> Channels.newChannel(bytes));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** A message to put. */
  static Appendix appendix(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean foreign = text.chars().anyMatch(c -> c > 0x7f);
    return new Appendix(
        bytes.length, () -> new ByteArrayInputStream(bytes), List.of(), null, foreign);
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
