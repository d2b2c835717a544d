package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Peer;
import dev.inet.sasl.SaslLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What tests of the client say and hear. */
final class Chat {
  static final Dialer DIALER =
      Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofSeconds(5))).build();
  static final NntpOptions ANN =
      NntpOptions.DEFAULT.withLogin(SaslLogin.of(new Credentials("ann", Secret.of("pass word"))));

  /** How a session with a modern server begins. */
  static final String HELLO =
      """
      S: 200 news.example ready
      C: CAPABILITIES
      S: 101 here they are
      S: VERSION 2
      S: READER
      S: OVER
      S: HDR
      S: POST
      S: LIST ACTIVE NEWSGROUPS
      S: AUTHINFO USER
      S: .
      """;

  private Chat() {}

  static NntpClient open(Peer peer, NntpOptions options) throws IOException {
    return NntpClient.open(DIALER, NntpUrl.parse("nntp://127.0.0.1:" + peer.port() + "/"), options);
  }

  static NntpClient open(Peer peer) throws IOException {
    return open(peer, NntpOptions.DEFAULT);
  }

  static Failure failure(String script, NntpOptions options) {
    try (Peer peer = Peer.plays(script)) {
      var failed = assertThrows(InetException.class, () -> open(peer, options).close(), script);
      peer.heardAll();
      return failed.failure();
    }
  }

  static String text(NntpClient client, String article, NntpClient.Part part) throws IOException {
    var out = new ByteArrayOutputStream();
    client.get(article, part, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
