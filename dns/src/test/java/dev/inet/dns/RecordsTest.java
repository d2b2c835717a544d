package dev.inet.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.dial.Dialer;
import dev.inet.core.resolve.Records.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RecordsTest {
  private static final String[] ZONE = {
    "example.org. MX 10 mail.example.org.",
    "example.org. MX 20 backup.example.org.",
    "null.example. MX 0 .",
    "example.org. TXT \"v=spf1 -all\" \"more; text\"",
    "example.org. NS ns.example.org.",
    "example.org. SOA ns.example.org. host.example.org. 1 2 3 4 5",
    "example.org. CAA 0 issue \"ca.example\"",
    "_imaps._tcp.example.org. SRV 0 1 993 mail.example.org.",
    "_25._tcp.mail.example.org. TLSA 3 1 1 ABCDEF00",
    "www.example.org. CNAME example.org.",
    "odd.example. TYPE4711 \\# 3 010203",
    "1.2.0.192.in-addr.arpa. PTR back.example.",
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR six.example.",
    "mail.home.example. MX 1 here.home.example.",
  };

  private static List<Answer> ask(NamePeer peer, String name, String type) throws InetException {
    return DnsResolver.at(peer.endpoint(), Dialer.builder().build())
        .ask(name, type, Deadline.in(Duration.ofSeconds(10), "test"));
  }

  private static InetException failure(NamePeer peer, String name, String type) {
    return assertThrows(InetException.class, () -> ask(peer, name, type));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "example.org, MX, 10 mail.example.org.",
        "EXAMPLE.ORG., mx, 10 mail.example.org.",
        "null.example, MX, 0 .",
        "example.org, TXT, \"v=spf1 -all\" \"more; text\"",
        "example.org, NS, ns.example.org.",
        "example.org, SOA, ns.example.org. host.example.org. 1 2 3 4 5",
        "example.org, CAA, 0 issue \"ca.example\"",
        "_imaps._tcp.example.org, SRV, 0 1 993 mail.example.org.",
        "_25._tcp.mail.example.org, TLSA, 3 1 1 ABCDEF00",
        "www.example.org, CNAME, example.org.",
        "www.example.org, MX, 10 mail.example.org.",
        "odd.example, TYPE4711, \\# 3 010203",
        "192.0.2.1, PTR, back.example.",
        "2001:db8::1, PTR, six.example.",
        "1.2.0.192.in-addr.arpa, PTR, back.example.",
        "localhost, A, 127.0.0.1",
        "127.0.0.1, PTR, localhost.",
        "::1, PTR, localhost.",
        "x.localhost, AAAA, 0:0:0:0:0:0:0:1",
      })
  void recordsReadAsInAZoneFile(String name, String type, String data) throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      assertEquals(data, ask(peer, name, type).get(0).data());
    }
  }

  @Test
  void anAnswerTellsItsOwnerTypeAndTimeToLive() throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      Answer answer = ask(peer, "www.example.org", "MX").get(1);
      var expected = new Answer("example.org.", "MX", 300, "20 backup.example.org.", false);
      assertEquals(expected, answer);
    }
  }

  @Test
  void aNameWithoutSuchRecordsHasNoAnswers() throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      assertEquals(List.of(), ask(peer, "example.org", "SRV"));
      assertEquals(List.of(), ask(peer, "localhost", "MX"));
      assertEquals(List.of(), ask(peer, "1.0.0.127.in-addr.arpa", "TXT"));
    }
  }

  @Test
  void aNameThatDoesNotExistFailsForGood() throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      InetException failure = failure(peer, "gone.example", "MX");
      assertEquals(Failure.HOST_NAME, failure.failure());
      assertEquals("no such name: 'gone.example'", failure.getMessage());
      assertEquals(Retry.NEVER, failure.retry());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP})
  void aServerThatFailsBreaksItsPromise(int code) throws IOException {
    try (var peer = NamePeer.saying(reply -> NamePeer.withCode(reply, code))) {
      InetException failure = failure(peer, "example.org", "MX");
      assertEquals(Failure.BAD_REPLY, failure.failure());
      assertTrue(
          failure.getMessage().contains(peer.endpoint() + " answered " + Rcode.string(code)),
          failure.getMessage());
      assertEquals(Retry.SAFE, failure.retry());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FOO, unknown record type 'FOO'",
    "'', unknown record type ''",
    "TYPE99999, unknown record type 'TYPE99999'",
    "AXFR, records of type AXFR cannot be asked for",
    "OPT, records of type OPT cannot be asked for",
  })
  void aTypeThatCannotBeAskedForIsRefused(String type, String message) throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      InetException failure = failure(peer, "example.org", type);
      assertEquals(Failure.USAGE, failure.failure());
      assertEquals(message, failure.getMessage());
      assertEquals(List.of(), peer.asked());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "", "a b", "a..b", "x.onion", "a\\.b"})
  void aNameThatCannotBeIsNeverAskedFor(String name) throws IOException {
    try (var peer = NamePeer.serving(ZONE)) {
      Failure failure = failure(peer, name, "MX").failure();
      assertEquals(Failure.HOST_NAME, failure);
      assertEquals(List.of(), peer.asked());
    }
  }

  @Test
  void theServersWordOnValidationCountsOnLoopbackAlone() throws Exception {
    Question question = Question.random(Name.fromString("_25._tcp.mail.example.org."), 52);
    byte[] bytes = NamePeer.zone(ZONE).replies(question.bytes()).get(0);
    Message plain = new Message(bytes);
    Message validated = new Message(bytes);
    validated.getHeader().setFlag(Flags.AD);
    assertTrue(first(Outcome.answered(validated, "server", true), question).validated());
    assertFalse(first(Outcome.answered(validated, "server", false), question).validated());
    assertFalse(first(Outcome.answered(plain, "server", true), question).validated());
    NamePeer.Script script =
        q -> {
          Message reply = new Message(NamePeer.zone(ZONE).replies(q).get(0));
          reply.getHeader().setFlag(Flags.AD);
          return List.of(reply.toWire());
        };
    try (var peer = new NamePeer(script, script)) {
      assertTrue(ask(peer, "_25._tcp.mail.example.org", "TLSA").get(0).validated());
    }
  }

  private static Answer first(Outcome outcome, Question question) throws InetException {
    return Reading.of(outcome, question).answers().get(0);
  }

  @Test
  void searchDomainsGoBeforeANameWithoutADotAndBeforeNoOther() throws Exception {
    try (var peer = NamePeer.serving(ZONE)) {
      var search =
          new Search(List.of(Name.fromString("work.example."), Name.fromString("home.example.")));
      var servers = new NameServers(List.of(peer.endpoint()), Dialer.builder().build());
      try (var resolver = new DnsResolver(servers, search)) {
        assertEquals(
            "mail.home.example.", resolver.ask("mail", "MX", Deadline.NEVER).get(0).name());
        resolver.ask("example.org", "MX", Deadline.NEVER);
        for (String name : List.of("mail.", "gone")) {
          assertThrows(InetException.class, () -> resolver.ask(name, "MX", Deadline.NEVER), name);
        }
      }
      assertEquals(
          List.of(
              "mail.work.example.",
              "mail.home.example.",
              "example.org.",
              "mail.",
              "gone.work.example.",
              "gone.home.example.",
              "gone."),
          peer.asked().stream().map(m -> m.getQuestion().getName().toString()).toList());
    }
  }

  @Test
  void theSystemHasServers() {
    SystemServers system = SystemServers.read();
    assertFalse(system.servers().isEmpty());
    assertTrue(system.servers().stream().allMatch(server -> server.port() > 0));
  }
}
