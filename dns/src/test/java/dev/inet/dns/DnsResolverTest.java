package dev.inet.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DnsResolverTest {
  private static final String[] ZONE = {
    "both.example. A 192.0.2.1",
    "both.example. A 192.0.2.2",
    "both.example. AAAA 2001:db8::1",
    "four.example. A 192.0.2.4",
    "mapped.example. AAAA ::ffff:192.0.2.9",
    "text.example. TXT \"no address here\"",
    "www.example. CNAME web.example.",
    "web.example. CNAME both.example.",
    "lost.example. CNAME nowhere.example.",
    "circle.example. CNAME round.example.",
    "round.example. CNAME circle.example.",
    "self.example. CNAME self.example.",
    "xn--mller-kva.example. A 192.0.2.5",
  };

  private static List<String> resolve(NamePeer peer, String host) throws InetException {
    return DnsResolver.at(peer.endpoint(), Dialer.builder().build())
        .resolve(new Endpoint(host, 80), Deadline.in(Duration.ofSeconds(10), "test"))
        .stream()
        .map(InetAddress::getHostAddress)
        .toList();
  }

  private static InetException failure(NamePeer peer, String host) {
    return assertThrows(InetException.class, () -> resolve(peer, host));
  }

  @Test
  void bothFamiliesAreAskedForAndIpv6ComesFirst() throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      assertEquals(
          List.of("2001:db8:0:0:0:0:0:1", "192.0.2.1", "192.0.2.2"), resolve(peer, "both.example"));
      assertEquals(
          List.of(Type.AAAA, Type.A),
          peer.asked().stream()
              .map(m -> m.getQuestion().getType())
              .sorted((a, b) -> b - a)
              .toList());
    }
  }

  @Test
  void oneFamilyIsEnough() throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      assertEquals(List.of("192.0.2.4"), resolve(peer, "four.example"));
    }
  }

  @Test
  void anAddressKeepsTheNameThatWasAskedFor() throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      InetAddress first =
          DnsResolver.at(peer.endpoint(), Dialer.builder().build())
              .resolve(new Endpoint("www.example", 80), Deadline.NEVER)
              .get(0);
      assertEquals("www.example/2001:db8:0:0:0:0:0:1", first.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "www.example, 2001:db8:0:0:0:0:0:1",
    "WWW.Example, 2001:db8:0:0:0:0:0:1",
    "www.example., 2001:db8:0:0:0:0:0:1",
    "mapped.example, 192.0.2.9",
    "müller.example, 192.0.2.5",
  })
  void aNameMayBeAnAliasInAnyCaseAbsoluteOrInternational(String host, String first)
      throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      assertEquals(first, resolve(peer, host).get(0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gone.example, no such host",
    "lost.example, it has no address",
    "text.example, it has no address",
    "circle.example, a circle of aliases",
    "self.example, a circle of aliases",
  })
  void aNameWithoutAddressFailsAndSaysWhy(String host, String why) throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      InetException failure = failure(peer, host);
      assertEquals(Failure.HOST_NAME, failure.failure());
      assertTrue(failure.getMessage().contains("'" + host + "'"), failure.getMessage());
      assertTrue(failure.getMessage().contains(why), failure.getMessage());
    }
  }

  @Test
  void aChainOfAliasesHasAnEnd() throws IOException {
    String[] lines = new String[26];
    for (int i = 0; i < 25; i++) {
      lines[i] = "a" + i + ".example. CNAME a" + (i + 1) + ".example.";
    }
    lines[25] = "a25.example. A 192.0.2.1";
    try (var peer = NamePeer.serving(lines)) {
      assertEquals(List.of("192.0.2.1"), resolve(peer, "a9.example"));
      assertTrue(failure(peer, "a8.example").getMessage().contains("too many aliases"));
    }
  }

  @Test
  void addressesOfOtherNamesAreNotBelieved() throws IOException {
    NamePeer.Script poison =
        question -> {
          var reply = NamePeer.replyTo(question);
          var other =
              new Message(
                  NamePeer.zone("bank.example. A 192.0.2.66")
                      .replies(Question.random(Names.host("bank.example"), Type.A).bytes())
                      .get(0));
          reply.addRecord(other.getSection(Section.ANSWER).get(0), Section.ANSWER);
          return List.of(reply.toWire());
        };
    try (var peer = new NamePeer(poison, poison)) {
      assertTrue(failure(peer, "shop.example").getMessage().contains("no address"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP})
  void aServerThatFailsIsNamedWithItsCode(int code) throws IOException {
    try (var peer = NamePeer.saying(reply -> NamePeer.withCode(reply, code))) {
      InetException failure = failure(peer, "both.example");
      assertEquals(Failure.HOST_NAME, failure.failure());
      assertEquals(
          "cannot resolve 'both.example': the name server "
              + peer.endpoint()
              + " answered "
              + Rcode.string(code),
          failure.getMessage());
      assertEquals(Rcode.string(code), failure.reply().orElseThrow());
      assertEquals(Retry.SAFE, failure.retry());
    }
  }

  @Test
  void theServersOwnReasonIsToldWithoutItsControls() throws IOException {
    int bogus = ExtendedErrorCodeOption.DNSSEC_BOGUS;
    try (var peer =
        NamePeer.saying(
            reply -> NamePeer.withError(reply, Rcode.SERVFAIL, bogus, "sig \u001b[2Jexpired"))) {
      String message = String.valueOf(failure(peer, "both.example").getMessage());
      assertTrue(message.endsWith("SERVFAIL (DNSSEC_BOGUS: sig ?[2Jexpired)"), message);
    }
  }

  /** A server that knows the zone and is odd where it is asked for IPv6 addresses. */
  private static NamePeer.Script oddAboutIpv6(NamePeer.Script odd) throws IOException {
    NamePeer.Script good = NamePeer.zone(ZONE);
    return question ->
        (new Message(question).getQuestion().getType() == Type.AAAA ? odd : good).replies(question);
  }

  @Test
  void aServerThatDeniesNamesForLackOfIpv6IsNotBelieved() throws IOException {
    NamePeer.Script odd =
        oddAboutIpv6(
            question ->
                List.of(NamePeer.withCode(NamePeer.replyTo(question), Rcode.NXDOMAIN).toWire()));
    try (var peer = new NamePeer(odd, odd)) {
      assertEquals(List.of("192.0.2.4"), resolve(peer, "four.example"));
      assertTrue(failure(peer, "text.example").getMessage().contains("no address"));
    }
  }

  @Test
  void aServerThatNeverAnswersAboutIpv6CostsTheGraceAlone() throws IOException {
    NamePeer.Script odd = oddAboutIpv6(question -> List.of());
    try (var peer = new NamePeer(odd, odd)) {
      costsTheGraceAlone(peer);
      assertTrue(failure(peer, "gone.example").getMessage().contains("no such host"));
    }
  }

  @Test
  void aServerThatStallsByTcpAboutIpv6CostsTheGraceAlone() throws IOException {
    try (var peer = new NamePeer(oddAboutIpv6(RoundTest::truncated), RoundTest::stall)) {
      costsTheGraceAlone(peer);
    }
  }

  private static void costsTheGraceAlone(NamePeer peer) throws IOException {
    long began = System.nanoTime();
    assertEquals(List.of("192.0.2.4"), resolve(peer, "four.example"));
    long took = System.nanoTime() - began;
    assertTrue(took < Round.GRACE.plusSeconds(2).toNanos(), took + " ns");
  }

  @Test
  void localhostAndLiteralsAreNeverAskedFor() throws IOException {
    try (var peer = NamePeer.serving("localhost. A 192.0.2.1", "a.localhost. A 192.0.2.1")) {
      List<String> loopback = List.of("0:0:0:0:0:0:0:1", "127.0.0.1");
      for (String host : List.of("localhost", "LOCALHOST", "localhost.", "a.localhost")) {
        assertEquals(loopback, resolve(peer, host), host);
      }
      assertEquals(List.of("192.0.2.7"), resolve(peer, "192.0.2.7"));
      assertEquals(List.of("2001:db8:0:0:0:0:0:7"), resolve(peer, "2001:db8::7"));
      assertEquals(List.of(), peer.asked());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abcdefghij.onion, Tor",
    "host\\.example, no domain name",
    "a@b.example, no domain name",
    "a..example, empty label",
    "1.2.3.4.5, neither an address nor a name",
    "., the root is no host",
  })
  void namesThatCannotBeAreNeverAskedFor(String host, String why) throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      InetException failure = failure(peer, host);
      assertEquals(Failure.HOST_NAME, failure.failure());
      assertTrue(failure.getMessage().contains(why), failure.getMessage());
      assertEquals(List.of(), peer.asked());
    }
  }

  @Test
  void namesThatAreTooLongAreNeverAskedFor() throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      String label = failure(peer, "a".repeat(64) + ".example").getMessage();
      assertTrue(label.endsWith("label too long"), label);
      String name = failure(peer, "abcdefg.".repeat(32) + "example").getMessage();
      assertTrue(name.endsWith("name too long"), name);
      assertEquals(List.of(), peer.asked());
    }
  }
}
