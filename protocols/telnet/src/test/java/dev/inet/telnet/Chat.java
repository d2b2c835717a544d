package dev.inet.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/** What tests of the client say and hear. */
final class Chat {
  static final Duration SOON = Duration.ofSeconds(10);
  static final Duration SHORT = Duration.ofMillis(150);
  static final Dialer DIALER = Dialer.builder().build();

  private Chat() {}

  static TelnetClient open(Peer peer) throws IOException {
    return open(peer, DIALER, TelnetOptions.DEFAULT);
  }

  static TelnetClient open(Peer peer, Dialer dialer, TelnetOptions options) throws IOException {
    return TelnetClient.open(dialer, TelnetUrl.parse("telnet://127.0.0.1:" + peer.port()), options);
  }

  static Pattern re(String regex) {
    return Pattern.compile(regex);
  }

  static void hears(Conversation peer, String words) throws IOException {
    byte[] bytes = Nvt.bytes(words);
    assertEquals(Nvt.shown(bytes), Nvt.shown(peer.expectBytes(bytes.length)));
  }

  static void says(Conversation peer, String words) throws IOException {
    peer.caller().output().write(Nvt.bytes(words));
  }
}
