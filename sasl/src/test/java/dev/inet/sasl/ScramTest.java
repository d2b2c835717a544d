package dev.inet.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SCRAM against the examples of its RFCs, and against servers that cheat. */
final class ScramTest {
  private static final SaslLogin USER = SaslLogin.of(new Credentials("user", Secret.of("pencil")));
  private static final String NONCE = "fyko+d2lbbFgONRv9qkxdawL";
  private static final String FIRST =
      "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
  private static final String PROOF =
      "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=";
  private static final String VERIFIED = "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=";

  private static SaslFacts facts(ChannelBinding... bindings) {
    return new SaslFacts(
        new Endpoint("mail.example.org", 143),
        bindings.length > 0,
        true,
        List.of(bindings),
        note -> {});
  }

  private static Exchange played(String name, String nonce, String... answers) throws IOException {
    var server = Exchange.answering(answers);
    new SaslChoice(name, USER, facts(), Set.of(name), () -> nonce).signIn(server);
    return server;
  }

  @Test
  void sha1IsThatOfRfc5802() throws IOException {
    var server = played("SCRAM-SHA-1", NONCE, FIRST, VERIFIED, "OK");
    assertEquals(
        List.of("SCRAM-SHA-1 n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", PROOF, ""), server.heard());
  }

  @Test
  void theLastWordsMayComeWithSuccess() throws IOException {
    var server = played("SCRAM-SHA-1", NONCE, FIRST, "OK " + VERIFIED);
    assertEquals(2, server.heard().size());
  }

  @Test
  void sha256IsThatOfRfc7677() throws IOException {
    String joint = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    var server =
        played(
            "SCRAM-SHA-256",
            "rOprNGfwEbeRWgbNEkqO",
            joint + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
            "OK");
    assertEquals(
        List.of(
            "SCRAM-SHA-256 n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            "c=biws," + joint + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            ""),
        server.heard());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA=; SIGN_IN_REFUSED",
        "v=; SIGN_IN_REFUSED",
        "e=invalid-proof; SIGN_IN_REFUSED",
        "v=*; BAD_REPLY",
        "hello; BAD_REPLY",
      })
  void aServerThatDoesNotProveItselfIsLeft(String last, Failure failure) {
    var e =
        assertThrows(InetException.class, () -> played("SCRAM-SHA-1", NONCE, FIRST, last, "OK"));
    assertEquals(failure, e.failure());
  }

  @Test
  void successWithoutProofIsNone() {
    for (String[] answers : List.of(new String[] {"OK"}, new String[] {FIRST, "OK"})) {
      var e = assertThrows(InetException.class, () -> played("SCRAM-SHA-1", NONCE, answers));
      assertEquals(Failure.SIGN_IN_REFUSED, e.failure());
      assertTrue(String.valueOf(e.getMessage()).startsWith("the server did not prove"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "r=other3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096",
        "r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=0",
        "r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=-1",
        "r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=999999999",
        "r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=99999999999999999999",
        "r=fyko+d2lbbFgONRv9qkxdawLx,s=*,i=4096",
        "m=x,r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4096",
        "hello",
        "!not base64",
      })
  void challengesThatAreNoneEndTheExchange(String first) {
    var server = Exchange.answering(first, "OK");
    var choice = new SaslChoice("SCRAM-SHA-1", USER, facts(), Set.of(), () -> NONCE);
    var e = assertThrows(InetException.class, () -> choice.signIn(server));
    assertEquals(Failure.BAD_REPLY, e.failure());
    assertEquals("*", server.heard().get(1));
  }

  private static final ChannelBinding EXPORTER =
      new ChannelBinding("tls-exporter", new byte[] {1, 2});
  private static final ChannelBinding END_POINT =
      new ChannelBinding("tls-server-end-point", new byte[] {3, 4});

  private static Exchange begun(String name, Set<String> offered, SaslFacts facts) {
    var server = Exchange.answering("NO", "NO", "OK");
    var choice = new SaslChoice(name, USER, facts, offered, () -> NONCE);
    assertThrows(InetException.class, () -> choice.signIn(server));
    return server;
  }

  @Test
  void plusBinds() {
    String name = "SCRAM-SHA-1-PLUS";
    var server = begun(name, Set.of(name), facts(END_POINT));
    assertEquals(List.of(name + " p=tls-server-end-point,,n=user,r=" + NONCE), server.heard());
  }

  @Test
  void plusTriesTheOtherBindingWhereTheServerRefusesAtOnce() {
    String name = "SCRAM-SHA-256-PLUS";
    var server = begun(name, Set.of(name), facts(EXPORTER, END_POINT));
    assertEquals(
        List.of(
            name + " p=tls-exporter,,n=user,r=" + NONCE,
            name + " p=tls-server-end-point,,n=user,r=" + NONCE),
        server.heard());
  }

  @Test
  void aServerThatKnowsNoneOfOurBindingsIsSignedInAtWithout() throws IOException {
    String plus = "SCRAM-SHA-1-PLUS";
    var all = Set.of("SCRAM-SHA-1", plus, "PLAIN");
    // Cyrus takes tls-unique alone, and says so after the proof; others say so before.
    var ends =
        List.of(
            List.of(FIRST, "NO bad protocol / cancel"),
            List.of("NO"),
            List.of("e=unsupported-channel-binding-type"));
    for (List<String> end : ends) {
      var answers = new java.util.ArrayList<>(end);
      answers.addAll(List.of(FIRST, VERIFIED, "OK"));
      var server = Exchange.answering(answers.toArray(String[]::new));
      var choice = new SaslChoice(plus, USER, facts(END_POINT), all, () -> NONCE);
      choice.signIn(server);
      assertEquals("SCRAM-SHA-1", choice.name());
      int size = server.heard().size();
      assertEquals(
          List.of("SCRAM-SHA-1 n,,n=user,r=" + NONCE, PROOF, ""),
          server.heard().subList(size - 3, size));
    }
  }

  @Test
  void aBindingThatDoesNotMatchIsNotDropped() {
    String plus = "SCRAM-SHA-1-PLUS";
    // Somebody sits in between: RFC 5802, section 7.
    var server = Exchange.answering(FIRST, "NO e=channel-bindings-dont-match", "OK");
    var choice =
        new SaslChoice(plus, USER, facts(END_POINT), Set.of("SCRAM-SHA-1", plus), () -> NONCE);
    assertThrows(InetException.class, () -> choice.signIn(server));
    assertEquals(2, server.heard().size());
  }

  @Test
  void aWrongPasswordIsTriedOnce() {
    String plus = "SCRAM-SHA-1-PLUS";
    var server = Exchange.answering(FIRST, "NO authentication failure", "OK");
    var choice =
        new SaslChoice(plus, USER, facts(END_POINT), Set.of("SCRAM-SHA-1", plus), () -> NONCE);
    var failed = assertThrows(InetException.class, () -> choice.signIn(server));
    assertEquals(2, server.heard().size());
    assertTrue(failed.hint().isEmpty(), "nothing else is offered");
  }

  @Test
  void aServerWithoutASecretForAChallengeMayTakeThePassword() {
    for (String mechanism : List.of("", "SCRAM-SHA-1")) {
      var login = mechanism.isEmpty() ? USER : USER.withMechanism(mechanism);
      var server = Exchange.answering(FIRST, "NO authentication failure");
      var choice =
          new SaslChoice(
              "SCRAM-SHA-1", login, facts(), Set.of("SCRAM-SHA-1", "PLAIN"), () -> NONCE);
      var failed = assertThrows(InetException.class, () -> choice.signIn(server));
      assertEquals(
          mechanism.isEmpty() ? "if the password is right, the server may want --auth PLAIN" : "",
          failed.hint().orElse(""));
    }
  }

  @Test
  void whoAsksForABindingGetsNoneWithout() {
    String plus = "SCRAM-SHA-1-PLUS";
    var server = Exchange.answering(FIRST, "NO bad protocol / cancel", "OK");
    var choice =
        new SaslChoice(
            plus,
            USER.withMechanism(plus),
            facts(END_POINT),
            Set.of("SCRAM-SHA-1", plus),
            () -> NONCE);
    assertThrows(InetException.class, () -> choice.signIn(server));
    assertEquals(2, server.heard().size());
  }

  @Test
  void theBindingIsPartOfTheProof() throws IOException {
    var server = Exchange.answering(FIRST, "NO");
    var choice = new SaslChoice("SCRAM-SHA-1-PLUS", USER, facts(EXPORTER), Set.of(), () -> NONCE);
    assertThrows(InetException.class, () -> choice.signIn(server));
    // "p=tls-exporter,," and the bytes 1 and 2.
    assertTrue(server.heard().get(1).startsWith("c=cD10bHMtZXhwb3J0ZXIsLAEC,r="));
  }

  @Test
  void aServerThatCouldBindLearnsThatItsOfferWasStruckOut() {
    var server = begun("SCRAM-SHA-1", Set.of("SCRAM-SHA-1", "PLAIN"), facts(END_POINT));
    assertEquals(List.of("SCRAM-SHA-1 y,,n=user,r=" + NONCE), server.heard());
    var asked = begun("SCRAM-SHA-1", Set.of("SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"), facts(END_POINT));
    assertEquals(List.of("SCRAM-SHA-1 n,,n=user,r=" + NONCE), asked.heard());
  }

  @Test
  void namesAreWrittenWithoutCommas() {
    var mechanism = new ScramMechanism("SHA-1", "a=b,c", "x", "d,e", false, null, NONCE);
    assertEquals(
        "n,a=d=2Ce,n=a=3Db=2Cc,r=" + NONCE,
        new String(mechanism.initial(), java.nio.charset.StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "user, user",
    "I\u00adX, IX",
    "\u00aa, a",
    "\u2168, IX",
    "a\u00a0b, a b",
    "\u0221\u0007, \u0221\u0007",
  })
  void preparesNamesAndPasswords(String text, String prepared) {
    assertEquals(prepared, SaslPrep.of(text));
  }
}
