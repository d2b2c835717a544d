package dev.inet.cli.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.DnsServer;
import dev.inet.sandbox.Identity;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Mailboxes;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Sandbox;
import dev.inet.sandbox.SmtpServer;
import dev.inet.sandbox.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What hangs on a domain's records: delivery to its mail exchangers, and what {@code check} says.
 */
@Timeout(60)
final class SmtpDomainTest {
  private static final Authority AUTHORITY = Authority.create();
  private static final Identity ONE = AUTHORITY.leaf("one.mx.test", "plain.test").issue();
  private static final Identity TWO = AUTHORITY.leaf("two.mx.test").issue();
  private static final SSLContext WEB =
      Tls.serving(AUTHORITY.leaf("mta-sts.mx.test").issue(), AUTHORITY);

  @TempDir Path folder;

  private final Mailboxes mailboxes = new Mailboxes();
  private SmtpServer one;
  private SmtpServer two;
  private DnsServer names;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("ca.pem"), AUTHORITY.pem());
    mailboxes.addUser(Sandbox.USER);
    one = SmtpServer.start(ListenAt.freePort(), mailboxes, Tls.serving(ONE));
    two = SmtpServer.start(ListenAt.freePort(), mailboxes, Tls.serving(TWO));
    names =
        DnsServer.start(0)
            .add("mx.test", "MX", "20 one.mx.test")
            .add("mx.test", "MX", "10 two.mx.test")
            .add("one.mx.test", "A", "127.0.0.1")
            .add("two.mx.test", "A", "127.0.0.1")
            .add("half.test", "MX", "10 gone.mx.test")
            .add("half.test", "MX", "20 one.mx.test")
            .add("dead.test", "MX", "10 gone.mx.test")
            .add("plain.test", "A", "127.0.0.1")
            .add("null.test", "MX", "0 .")
            .add("mx.test", "TXT", "v=spf1 mx -all")
            .add("twice.test", "A", "127.0.0.1")
            .add("twice.test", "TXT", "v=spf1 mx -all")
            .add("twice.test", "TXT", "v=spf1 -all")
            .add("_dmarc.mx.test", "TXT", "v=DMARC1; p=reject")
            .add("_mta-sts.mx.test", "TXT", "v=STSv1; id=1")
            .add("_smtp._tls.mx.test", "TXT", "v=TLSRPTv1; rua=mailto:tls@mx.test")
            .add("bad._domainkey.mx.test", "TXT", "v=DKIM1; k=ed25519; p=AAAA");
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    names.close();
  }

  /** Runs a verb; whom the names stand for is said by options, the ports are not those of mail. */
  private Shell.Ending inet(String... words) {
    return inet(1, words);
  }

  private Shell.Ending inet(int web, String... words) {
    var all = new ArrayList<String>(List.of("smtp"));
    all.addAll(List.of(words));
    all.addAll(List.of("--cacert", "ca.pem", "--dns", "127.0.0.1:" + names.port()));
    all.addAll(List.of("--connect-to", "one.mx.test:25:one.mx.test:" + one.port()));
    all.addAll(List.of("--connect-to", "two.mx.test:25:two.mx.test:" + two.port()));
    all.addAll(List.of("--connect-to", "gone.mx.test:25:127.0.0.1:1"));
    all.addAll(List.of("--connect-to", "plain.test:25:plain.test:" + one.port()));
    all.addAll(List.of("--connect-to", "twice.test:25:twice.test:" + two.port()));
    all.addAll(List.of("--connect-to", "mta-sts.mx.test:443:127.0.0.1:" + web));
    return new Shell(folder).run(all.toArray(String[]::new));
  }

  private int inbox() {
    return mailboxes.inbox(Sandbox.USER).messages().size();
  }

  // --- delivery

  private Shell.Ending deliver(String... words) {
    var all = new ArrayList<String>(List.of("send", "--mx", "--from", "a@x.test"));
    all.addAll(List.of(words));
    return inet(all.toArray(String[]::new));
  }

  @Test
  void deliversToTheExchangersOfEachDomain() {
    Shell.Ending ending =
        deliver("--to", "demo@mx.test, demo@plain.test, demo@null.test, demo@missing.test");
    assertEquals(99, ending.status(), ending.err());
    List<String> lines = ending.out().lines().toList();
    assertTrue(lines.get(0).startsWith("accepted  demo@mx.test"), ending.out());
    assertTrue(lines.get(1).startsWith("accepted  demo@plain.test"), ending.out());
    assertTrue(lines.get(2).contains("takes no mail"), ending.out());
    assertTrue(lines.get(3).startsWith("not sent  demo@missing.test"), ending.out());
    assertEquals(2, inbox());
    // The one preferred had the first, alone; the host of the domain without records the second.
    assertEquals(1, two.heard().stream().filter(l -> l.startsWith("RCPT TO:<demo@mx")).count());
    assertEquals(1, one.heard().stream().filter(l -> l.startsWith("RCPT TO:<demo@pl")).count());
    assertFalse(one.heard().stream().anyMatch(l -> l.contains("@mx.test")), one.heard().toString());
  }

  @ParameterizedTest
  @CsvSource({
    // Its first host is down: the next is asked.
    "demo@half.test,0",
    "demo@dead.test,7",
    "demo@missing.test,6",
    "demo@null.test,21",
    // A certificate for another name.
    "demo@twice.test,60",
    "demo@[127.0.0.1],7",
  })
  void saysWhyAnExchangerDoesNotTakeIt(String recipient, int status) {
    Shell.Ending ending = deliver("--connect-to", "127.0.0.1:25:127.0.0.1:1", recipient);
    assertEquals(status, ending.status(), ending.err());
    assertEquals(status == 0 ? 1 : 0, inbox());
  }

  private static final String LATER =
      "S: 220 x\nC: EHLO me.test\nS: 250 x\nC: MAIL {any}\nS: 250 ok\n"
          + "C: RCPT TO:<demo@put.test>\nS: 450 4.2.0 greylisted\nC: QUIT\nS: 221 bye\n";

  @Test
  void asksTheNextHostWhereOnePutsMailOffAndRemembersThatItDid() {
    names.add("put.test", "MX", "10 put.mx.test").add("put.test", "MX", "20 gone.mx.test");
    try (Peer peer = Peer.plays(LATER)) {
      String to = "put.mx.test:25:127.0.0.1:" + peer.port();
      Shell.Ending ending = deliver("--ehlo", "me.test", "--connect-to", to, "demo@put.test");
      peer.heardAll();
      assertEquals(21, ending.status(), ending.err());
      assertTrue(ending.out().startsWith("deferred  demo@put.test  450 "), ending.out());
    }
    names.add("put.test", "MX", "30 one.mx.test");
    try (Peer peer = Peer.plays(LATER)) {
      String to = "put.mx.test:25:127.0.0.1:" + peer.port();
      Shell.Ending ending = deliver("--ehlo", "me.test", "--connect-to", to, "demo@put.test");
      peer.heardAll();
      assertEquals(0, ending.status(), ending.err());
      assertEquals(1, inbox());
    }
  }

  @ParameterizedTest
  @CsvSource({"0 .", "20 nowhere.mx.test"})
  void triesAgainWhereNoHostTookASession(String other) {
    names.add("busy.test", "MX", "10 busy.mx.test").add("busy.test", "MX", other);
    String script =
        "S: 421 busy\n== CLOSE\n== NEXT\nS: 220 x\nC: EHLO me.test\nS: 250 x\nC: MAIL {any}\n"
            + "S: 250 ok\nC: RCPT TO:<demo@busy.test>\nS: 250 ok\nC: DATA\nS: 354 go\n"
            + "C: {until:.}\nS: 250 queued\nC: QUIT\nS: 221 bye\n";
    try (Peer peer = Peer.plays(script)) {
      String to = "busy.mx.test:25:127.0.0.1:" + peer.port();
      Shell.Ending ending =
          deliver(
              "--ehlo",
              "me.test",
              "--connect-to",
              to,
              "demo@busy.test",
              "--retry",
              "1",
              "--retry-delay",
              "1ms");
      assertEquals(0, ending.status(), ending.err());
      peer.heardAll();
    }
  }

  @Test
  void aRefusalForGoodIsFinal() {
    Shell.Ending ending = deliver("nobody@mx.test");
    assertEquals(21, ending.status(), ending.err());
    assertTrue(ending.out().startsWith("refused   nobody@mx.test  550 "), ending.out());
    assertEquals(List.of(), one.heard());
  }

  // --- check

  private static String policy(String text) {
    return "C: GET /.well-known/mta-sts.txt HTTP/1.1\nC: Host: mta-sts.mx.test\n"
        + "C: Connection: close\nC:\nS: HTTP/1.1 200 OK\nS: Content-Type: text/plain\n"
        + "S: Content-Length: "
        + text.length()
        + "\nS:\nS: "
        + text.replace("\r\n", "\\r\\n")
        + "\\\n== CLOSE\n";
  }

  private Shell.Ending check(String script, SSLContext web, String... words) {
    try (Peer peer = Peer.plays(script, ListenAt.freePort().tls(web), web)) {
      var all = new ArrayList<String>(List.of("check", "mx.test"));
      all.addAll(List.of(words));
      Shell.Ending ending = inet(peer.port(), all.toArray(String[]::new));
      peer.heardAll();
      return ending;
    }
  }

  private static String hash(Identity of) throws Exception {
    byte[] key = of.certificate().getPublicKey().getEncoded();
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
  }

  private static final String GOOD =
      "version: STSv1\r\nmode: enforce\r\nmx: two.mx.test\r\nmx: *.mx.test\r\nmax_age: 86400\r\n";

  @Test
  void findsOutAllThatIsGoodOfADomain() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    byte[] key = generator.generateKeyPair().getPublic().getEncoded();
    names
        .add(
            "s1._domainkey.mx.test", "TXT", "v=DKIM1; p=" + Base64.getEncoder().encodeToString(key))
        .add("_25._tcp.one.mx.test", "TLSA", "3 1 1 " + hash(ONE))
        .add("_25._tcp.two.mx.test", "TLSA", "3 1 1 " + hash(ONE));
    Shell.Ending json = check(policy(GOOD), WEB, "--json", "--dkim-selector", "s1");
    assertEquals(0, json.status(), json.err());
    Schema.of("smtp-check").accepts(json.out().strip());
    for (String part :
        new String[] {
          "\"record\":\"v=spf1 mx -all\"",
          "\"record\":\"v=DMARC1; p=reject\"",
          "\"name\":\"s1._domainkey.mx.test\",\"record\":\"v=DKIM1; p=",
          "\"mode\":\"enforce\",\"max_age\":\"86400\",\"mx\":[\"two.mx.test\",\"*.mx.test\"]",
          "\"record\":\"v=TLSRPTv1; rua=mailto:tls@mx.test\"",
          "\"host\":\"two.mx.test\",\"preference\":10,\"implied\":false",
          "\"validated\":false,\"matches\":true",
          "\"validated\":false,\"matches\":false",
          "\"in_mta_sts\":true",
          "\"starttls\":true",
          "\"version\":\"TLSv1.3\"",
          "\"PIPELINING\":\"\"",
        }) {
      assertTrue(json.out().contains(part), part + " is not in " + json.out());
    }
    assertFalse(json.out().contains("problem"), json.out());
    Shell.Ending people = check(policy(GOOD), WEB, "--dkim-selector", "s1");
    assertEquals(0, people.status(), people.err());
    List<String> rows = people.out().lines().map(l -> l.replaceAll(" +", " ").strip()).toList();
    assertTrue(rows.contains("mx ok 10 two.mx.test"), people.out());
    assertTrue(rows.contains("mta-sts ok mode enforce, two.mx.test *.mx.test"), people.out());
    assertTrue(rows.contains("mta-sts ok the policy names it"), people.out());
    assertTrue(rows.contains("spf ok v=spf1 mx -all"), people.out());
    assertTrue(
        rows.contains("tlsa unvalidated, matches 3 1 1 " + hash(ONE).toUpperCase(Locale.ROOT)),
        people.out());
  }

  @ParameterizedTest
  @CsvSource({
    "301 Moved,'the web server answers 301 Moved'",
    "404 Not Found,'the web server answers 404'",
    "200 OK,'the policy has no version'",
  })
  void aPolicyThatIsNoneIsSaid(String answer, String problem) {
    String script =
        "C: GET {any}\nC: Host: {any}\nC: Connection: close\nC:\nS: HTTP/1.1 "
            + answer
            + "\nS: Location: https://mta-sts.mx.test/other\nS: Content-Length: 0\nS:\n== CLOSE\n";
    Shell.Ending ending = check(script, WEB);
    assertEquals(0, ending.status(), ending.err());
    assertTrue(ending.out().contains(problem), ending.out());
  }

  @Test
  void aPolicyIsTakenFromATrustedHostAlone() throws IOException {
    try (Peer peer =
        Peer.of(
            talk -> talk.expectClose(),
            ListenAt.freePort().tls(Tls.serving(ONE)),
            Tls.serving(ONE))) {
      Shell.Ending ending = inet(peer.port(), "check", "mx.test");
      assertEquals(0, ending.status(), ending.err());
      assertTrue(ending.out().contains("the policy cannot be had"), ending.out());
    }
  }

  @Test
  void saysWhatIsWrongWithADomain() throws IOException {
    Shell.Ending json = inet("check", "--json", "half.test", "--dkim-selector", "bad");
    assertEquals(99, json.status(), json.err());
    Schema.of("smtp-check").accepts(json.out().strip());
    Shell.Ending key = inet("check", "--json", "mx.test", "--dkim-selector", "bad");
    assertTrue(key.out().contains("the Ed25519 key is not 32 bytes"), key.out());
    // An untrusted host is looked at all the same.
    Shell.Ending twice = inet("check", "twice.test");
    assertEquals(60, twice.status(), twice.err());
    assertTrue(twice.out().contains("2 records, where one is allowed"), twice.out());
    assertTrue(twice.out().contains("CN=two.mx.test"), twice.out());
    assertTrue(twice.out().contains("PIPELINING"), twice.out());
    Shell.Ending plain = inet("check", "plain.test");
    assertEquals(0, plain.status(), plain.err());
    assertTrue(plain.out().contains("(no MX record)"), plain.out());
    assertEquals(7, inet("check", "dead.test").status());
    assertEquals(6, inet("check", "missing.test").status());
    assertEquals(2, inet("check", "no domain").status());
    Shell.Ending none = inet("check", "null.test");
    assertEquals(0, none.status(), none.err());
    assertTrue(none.out().contains("null.test takes no mail (null MX)"), none.out());
    assertEquals(0, inbox());
  }

  @Test
  void checksSeveralDomains() {
    Shell.Ending ending = inet("check", "--json", "plain.test", "null.test", "missing.test");
    assertEquals(99, ending.status(), ending.err());
    assertEquals(2, ending.out().lines().count(), ending.out());
    assertTrue(ending.out().contains("\"takes_mail\":false"), ending.out());
  }
}
