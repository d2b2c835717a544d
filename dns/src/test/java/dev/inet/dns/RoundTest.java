package dev.inet.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.resolve.Records.Answer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** How servers answer, refuse, lie and keep silent. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RoundTest {
  private static final String MX = "example.org. MX 10 mail.example.org.";

  private static Deadline soon() {
    return Deadline.in(Duration.ofMillis(400), "connect-timeout");
  }

  private static Deadline later() {
    return Deadline.in(Duration.ofSeconds(10), "connect-timeout");
  }

  private static List<String> ask(Deadline deadline, Endpoint... servers) throws InetException {
    var exchange = new NameServers(List.of(servers), Dialer.builder().build());
    return new DnsResolver(exchange, Search.NONE)
        .ask("example.org", "MX", deadline).stream().map(Answer::data).toList();
  }

  private static InetException failure(Deadline deadline, Endpoint... servers) {
    return assertThrows(InetException.class, () -> ask(deadline, servers));
  }

  private static Endpoint nobody() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return new Endpoint("127.0.0.1", socket.getLocalPort());
    }
  }

  static List<byte[]> truncated(byte[] question) throws IOException {
    Message reply = NamePeer.replyTo(question);
    reply.getHeader().setFlag(Flags.TC);
    return List.of(reply.toWire());
  }

  static List<byte[]> stall(byte[] question) {
    new Semaphore(0).acquireUninterruptibly();
    return List.of();
  }

  @Test
  void silenceEndsWithTheDeadlineAndNamesTheServer() throws IOException {
    try (var peer = new NamePeer(question -> List.of(), question -> List.of())) {
      InetException failure = failure(soon(), peer.endpoint());
      assertEquals(Failure.TIMEOUT, failure.failure());
      assertEquals(
          "no answer from the name server "
              + peer.endpoint()
              + ", timed out (connect-timeout 400ms)",
          failure.getMessage());
    }
  }

  @Test
  void silenceEndsWithTheTimeForConnectionsWhereTheQuestionHasNone() throws IOException {
    try (var peer = new NamePeer(question -> List.of(), question -> List.of())) {
      Timeouts hurried = Timeouts.DEFAULT.withConnect(Duration.ofMillis(400));
      Dialer dialer = Dialer.builder().timeouts(hurried).build();
      DnsResolver resolver = DnsResolver.at(peer.endpoint(), dialer);
      InetException failure =
          assertThrows(
              InetException.class, () -> resolver.ask("example.org", "MX", Deadline.NEVER));
      assertEquals(Failure.TIMEOUT, failure.failure());
      assertTrue(failure.getMessage().contains("connect-timeout 400ms"), failure.getMessage());
    }
  }

  @Test
  void aLostDatagramIsSentAgain() throws IOException {
    var lost = new AtomicInteger();
    NamePeer.Script zone = NamePeer.zone(MX);
    NamePeer.Script lossy = q -> lost.getAndIncrement() == 0 ? List.of() : zone.replies(q);
    try (var peer = new NamePeer(lossy, zone)) {
      assertEquals(List.of("10 mail.example.org."), ask(later(), peer.endpoint()));
      assertEquals(2, peer.asked().size());
    }
  }

  @Test
  void aServerThatIsNotThereIsToldAtOnce() throws IOException {
    Endpoint nobody = nobody();
    InetException failure = failure(later(), nobody);
    assertEquals(Failure.UNREACHABLE, failure.failure());
    assertEquals(
        "the name server " + nobody + ": nobody listens there (port unreachable)",
        failure.getMessage());
  }

  @Test
  void theNextServerIsAskedWhereOneIsNotThereFailsOrKeepsSilent() throws IOException {
    try (var good = NamePeer.serving(MX);
        var silent = new NamePeer(q -> List.of(), q -> List.of());
        var failing = NamePeer.saying(reply -> NamePeer.withCode(reply, Rcode.SERVFAIL))) {
      List<String> expected = List.of("10 mail.example.org.");
      assertEquals(expected, ask(later(), nobody(), good.endpoint()));
      assertEquals(expected, ask(later(), failing.endpoint(), good.endpoint()));
      assertEquals(expected, ask(later(), silent.endpoint(), good.endpoint()));
    }
  }

  @Test
  void whatTheLastServerSaidIsToldWhereNoneKnows() throws IOException {
    try (var failing = NamePeer.saying(reply -> NamePeer.withCode(reply, Rcode.SERVFAIL));
        var silent = new NamePeer(q -> List.of(), q -> List.of())) {
      for (Endpoint other : List.of(nobody(), silent.endpoint(), failing.endpoint())) {
        InetException failure = failure(soon(), failing.endpoint(), other);
        assertEquals(Failure.BAD_REPLY, failure.failure());
        assertEquals("SERVFAIL", failure.reply().orElseThrow());
      }
    }
  }

  @Test
  void whatIsTruncatedComesByTcp() throws IOException {
    NamePeer.Script zone = NamePeer.zone(MX);
    try (var peer = new NamePeer(RoundTest::truncated, zone)) {
      assertEquals(List.of("10 mail.example.org."), ask(later(), peer.endpoint()));
    }
  }

  @Test
  void tcpThatEndsEarlyOrSaysSomethingElseIsAFailureOfTheServer() throws IOException {
    try (var closing = new NamePeer(RoundTest::truncated, question -> List.of());
        var lying = new NamePeer(RoundTest::truncated, question -> List.of(new byte[40]))) {
      String closed = String.valueOf(failure(later(), closing.endpoint()).getMessage());
      assertTrue(closed.contains(closing.endpoint().toString()), closed);
      InetException lie = failure(later(), lying.endpoint());
      assertEquals(Failure.BAD_REPLY, lie.failure());
      assertTrue(lie.getMessage().endsWith("an answer to another query"), lie.getMessage());
    }
  }

  @Test
  void tcpThatStallsEndsWithTheDeadline() throws IOException {
    try (var peer = new NamePeer(RoundTest::truncated, RoundTest::stall)) {
      assertEquals(Failure.TIMEOUT, failure(soon(), peer.endpoint()).failure());
    }
  }

  @Test
  void aServerThatStallsByTcpLeavesTimeForTheNext() throws IOException {
    try (var stalling = new NamePeer(RoundTest::truncated, RoundTest::stall);
        var good = NamePeer.serving(MX)) {
      assertEquals(
          List.of("10 mail.example.org."), ask(later(), stalling.endpoint(), good.endpoint()));
    }
  }

  @Test
  void whatDoesNotFitTheQuestionIsIgnored() throws IOException {
    NamePeer.Script zone = NamePeer.zone(MX);
    NamePeer.Script forged =
        question -> {
          byte[] right = zone.replies(question).get(0);
          byte[] wrongId = right.clone();
          wrongId[1] ^= 1;
          byte[] question2 = question.clone();
          byte[] otherName = right.clone();
          otherName[13] ^= 1;
          byte[] noReply = right.clone();
          noReply[2] &= 0x7f;
          byte[] garbage = right.clone();
          Arrays.fill(garbage, 12, garbage.length, (byte) 0xff);
          byte[] cut = Arrays.copyOf(right, right.length - 3);
          return List.of(
              new byte[0],
              new byte[5],
              wrongId,
              question2,
              otherName,
              noReply,
              garbage,
              cut,
              right);
        };
    try (var peer = new NamePeer(forged, zone)) {
      assertEquals(List.of("10 mail.example.org."), ask(later(), peer.endpoint()));
      assertEquals(1, peer.asked().size());
    }
  }

  @Test
  void whereNothingFitsTheTimeOutSaysSo() throws IOException {
    NamePeer.Script forged = question -> List.of(new byte[12], new byte[600]);
    try (var peer = new NamePeer(forged, forged)) {
      InetException failure = failure(soon(), peer.endpoint());
      assertEquals(Failure.TIMEOUT, failure.failure());
      assertTrue(failure.getMessage().contains("(2 ignored)"), failure.getMessage());
    }
  }

  @Test
  void answersFromElsewhereAreNotBelieved() throws IOException {
    NamePeer.Script zone = NamePeer.zone(MX);
    NamePeer.Script evil = NamePeer.zone("example.org. MX 0 evil.example.");
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    var asked = new AtomicReference<NamePeer>();
    try (var stranger = new DatagramSocket(0, loopback)) {
      NamePeer.Script overtaken =
          question -> {
            // It even knows the number and the port; it only is somebody else.
            byte[] forged = evil.replies(question).get(0);
            int port = asked.get().ports().get(0);
            stranger.send(new DatagramPacket(forged, forged.length, loopback, port));
            return zone.replies(question);
          };
      try (var peer = new NamePeer(overtaken, zone)) {
        asked.set(peer);
        assertEquals(List.of("10 mail.example.org."), ask(later(), peer.endpoint()));
      }
    }
  }

  @Test
  void numbersAndPortsAreNotPredictable() throws IOException {
    try (var peer = NamePeer.serving(MX)) {
      var ids = new HashSet<Integer>();
      for (int i = 0; i < 32; i++) {
        ask(later(), peer.endpoint());
      }
      peer.asked().forEach(message -> ids.add(message.getHeader().getID()));
      var ports = new HashSet<>(peer.ports());
      // Of 65536 numbers 32 draws give fewer than 28 different ones less than once in 10^12 times.
      assertTrue(ids.size() >= 28, ids.toString());
      assertTrue(ports.size() >= 28, ports.toString());
      List<Integer> sorted = ids.stream().sorted().toList();
      assertTrue(sorted.get(sorted.size() - 1) - sorted.get(0) > 1000, sorted.toString());
    }
  }

  @Test
  void aServerThatDoesNotKnowEdnsIsAskedWithout() throws IOException {
    NamePeer.Script zone = NamePeer.zone(MX);
    for (int code : new int[] {Rcode.FORMERR, Rcode.NOTIMP}) {
      NamePeer.Script old =
          question -> {
            boolean edns = new Message(question).getOPT() != null;
            byte[] header = new byte[12];
            header[0] = question[0];
            header[1] = question[1];
            header[2] = (byte) 0x80;
            header[3] = (byte) code;
            return edns ? List.of(header) : zone.replies(question);
          };
      try (var peer = new NamePeer(old, old)) {
        assertEquals(List.of("10 mail.example.org."), ask(later(), peer.endpoint()));
        assertEquals(2, peer.asked().size());
      }
    }
  }

  @Test
  void aQuestionAsksForRecursionValidationAndSmallDatagrams() throws IOException {
    Message question =
        new Message(Question.random(Name.fromString("example.org."), Type.TLSA).bytes());
    assertTrue(question.getHeader().getFlag(Flags.RD));
    assertTrue(question.getHeader().getFlag(Flags.AD));
    assertEquals(1232, question.getOPT().getPayloadSize());
  }

  @Test
  void aServerMayIgnoreTheSizeOfDatagrams() throws IOException {
    String[] lines = new String[300];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "example.org. MX " + i + " mail" + i + ".example.org.";
    }
    try (var peer = NamePeer.serving(lines)) {
      assertEquals(300, ask(later(), peer.endpoint()).size());
    }
  }

  @Test
  void interruptingEndsTheWait() throws IOException, InterruptedException {
    try (var peer = new NamePeer(q -> List.of(), q -> List.of())) {
      var seen = new CompletableFuture<InetException>();
      var thread = new Thread(() -> seen.complete(failure(later(), peer.endpoint())));
      thread.start();
      while (peer.asked().isEmpty()) {
        Thread.onSpinWait();
      }
      thread.interrupt();
      assertEquals("interrupted", seen.join().getMessage());
      thread.join();
    }
  }
}
