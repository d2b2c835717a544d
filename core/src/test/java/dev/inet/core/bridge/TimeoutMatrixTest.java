package dev.inet.core.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.sandbox.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever falls silent, each library ends in our time-out, with its option and phase named. */
@Timeout(30)
class TimeoutMatrixTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Who falls silent. */
  enum Silent {
    PROXY("connect-timeout", Phase.PROXY),
    HANDSHAKE("read-timeout", Phase.TLS),
    PEER("read-timeout", Phase.TRANSFER),
    ALL_THE_TIME("max-time", Phase.TRANSFER);

    final String option;
    final Phase phase;

    Silent(String option, Phase phase) {
      this.option = option;
      this.phase = phase;
    }

    Timeouts timeouts() {
      return new Timeouts(
          this == PROXY ? SHORT : LONG,
          this == HANDSHAKE || this == PEER ? SHORT : LONG,
          this == ALL_THE_TIME ? SHORT : LONG);
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(OptionMatrixTest.Library.values())
        .flatMap(library -> Stream.of(Silent.values()).map(who -> Arguments.of(library, who)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsInTheTimeOutThatWasSet(OptionMatrixTest.Library library, Silent who) {
    try (Peer peer = Peer.of(conversation -> conversation.stall())) {
      Dialer.Builder builder = Road.dialer(Road.names(), new Heard()).timeouts(who.timeouts());
      if (who == Silent.PROXY) {
        var at = new Endpoint("b.test", peer.port());
        builder.proxies(
            ProxyRules.of(List.of(new Proxy(Proxy.Kind.SOCKS5H, at, Optional.empty())), ""));
      }
      var endpoint = new Endpoint("a.test", peer.port());
      boolean tls = who == Silent.HANDSHAKE;
      Target target = tls ? Target.tls(endpoint) : Target.plain(endpoint);
      try (var sockets = new LibrarySockets(builder.build(), "raw")) {
        Exception thrown =
            assertThrows(
                Exception.class,
                () -> {
                  switch (library) {
                    case OKHTTP ->
                        OkHttpTest.get(
                            OkHttpTest.client(sockets),
                            (tls ? "https://" : "http://") + endpoint.authority() + "/");
                    case COMMONS_NET -> new Ftp(sockets).open(target);
                    case ANGUS -> Mail.open(sockets, target, false);
                  }
                });
        InetException ours = InetException.in(thrown).orElseThrow(() -> new AssertionError(thrown));
        assertEquals(Failure.TIMEOUT, ours.failure());
        assertTrue(ours.getMessage().contains(who.option), ours::getMessage);
        assertEquals(Optional.of(who.phase), ours.phase());
      }
    }
  }
}
