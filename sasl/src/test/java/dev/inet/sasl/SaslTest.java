package dev.inet.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which mechanism is taken, and what it says. */
final class SaslTest {
  private static final SaslLogin ANN = SaslLogin.of(new Credentials("ann", Secret.of("s3cret")));
  private static final SaslLogin WITH_TOKEN =
      SaslLogin.NONE.withUser("ann").withToken(SaslToken.of(Secret.of("T0K")));

  private final List<String> notes = new ArrayList<>();
  private final SaslFacts far = facts(false, false);
  private final SaslFacts secured = facts(true, false);
  private final SaslFacts here = facts(false, true);

  private SaslFacts facts(boolean secured, boolean loopback) {
    List<ChannelBinding> bindings =
        secured
            ? List.of(
                new ChannelBinding("tls-exporter", new byte[] {1}),
                new ChannelBinding("tls-server-end-point", new byte[] {2}))
            : List.of();
    return new SaslFacts(
        new Endpoint("mail.example.org", 143), secured, loopback, bindings, notes::add);
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256, SCRAM-SHA-256",
    "plain scram-sha-1 scram-sha-256-plus, SCRAM-SHA-256-PLUS",
    "SCRAM-SHA-256 SCRAM-SHA-1-PLUS, SCRAM-SHA-1-PLUS",
    "LOGIN PLAIN CRAM-MD5, CRAM-MD5",
    "USER APOP PLAIN, APOP",
    "LOGIN PLAIN, PLAIN",
    "USER LOGIN, LOGIN",
    "GSSAPI NTLM USER, USER",
    "XOAUTH2 OAUTHBEARER EXTERNAL PLAIN, PLAIN",
  })
  void takesTheStrongest(String offered, String taken) throws IOException {
    assertEquals(taken, Sasl.choose(words(offered), ANN, secured).name());
    assertTrue(notes.get(0).contains("the strongest of what serves among"), notes.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN LOGIN XOAUTH2 OAUTHBEARER, OAUTHBEARER",
    "PLAIN XOAUTH2 SCRAM-SHA-1, XOAUTH2",
  })
  void takesATokenWhereOneIsGiven(String offered, String taken) throws IOException {
    assertEquals(taken, Sasl.choose(words(offered), WITH_TOKEN, secured).name());
  }

  @Test
  void bindsOnlyWhereTlsIs() throws IOException {
    String offered = "SCRAM-SHA-256 SCRAM-SHA-256-PLUS";
    assertEquals("SCRAM-SHA-256", Sasl.choose(words(offered), ANN, here).name());
  }

  @Test
  void takesTheOneThatIsAskedFor() throws IOException {
    SaslLogin login = ANN.withMechanism("plain");
    assertEquals("PLAIN", Sasl.choose(words("SCRAM-SHA-256 PLAIN"), login, secured).name());
    assertEquals("signing in with PLAIN, as asked for", notes.get(0));
  }

  @Test
  void takesAPasswordForATokenWhereABearerMechanismIsAskedFor() throws IOException {
    var server = Exchange.answering("OK");
    Sasl.choose(words("XOAUTH2"), ANN.withMechanism("XOAUTH2"), secured).signIn(server);
    assertEquals(List.of("XOAUTH2 user=ann^auth=Bearer s3cret^^"), server.heard());
  }

  /** An empty challenge is no complaint about a token (RFC 7628, section 3.2.2): that is JSON. */
  @ParameterizedTest
  @CsvSource({
    "XOAUTH2, user=ann^auth=Bearer T0K^^",
    "OAUTHBEARER, 'n,a=ann,^host=mail.example.org^port=143^auth=Bearer T0K^^'",
  })
  void saysAgainWhatAServerDidNotTakeWithTheCommand(String mechanism, String response)
      throws IOException {
    var server = Exchange.answering("", "OK");
    Sasl.choose(words(mechanism), WITH_TOKEN, secured).signIn(server);
    assertEquals(List.of(mechanism + " " + response, response), server.heard());
  }

  @ParameterizedTest
  @CsvSource({
    "LOGIN PLAIN, CRAM-MD5, 'the server does not offer CRAM-MD5, but LOGIN PLAIN'",
    "LOGIN PLAIN, GSSAPI, 'the server does not offer GSSAPI, but LOGIN PLAIN'",
    "GSSAPI, GSSAPI, GSSAPI is not known here",
    "OAUTHBEARER, '', no sign-in mechanism in common: the server offers OAUTHBEARER",
    "EXTERNAL, '', no sign-in mechanism in common: the server offers EXTERNAL",
  })
  void saysWhatIsNotInCommon(String offered, String asked, String message) {
    SaslLogin login = asked.isEmpty() ? ANN : ANN.withMechanism(asked);
    var e = assertThrows(InetException.class, () -> Sasl.choose(words(offered), login, secured));
    assertEquals(Failure.NO_MECHANISM, e.failure());
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"PLAIN", "LOGIN", "USER", "PLAIN LOGIN USER GSSAPI"})
  void sendsNoPasswordInClearToAnotherMachine(String offered) throws IOException {
    var e = assertThrows(InetException.class, () -> Sasl.choose(words(offered), ANN, far));
    assertEquals(Failure.SIGN_IN_REFUSED, e.failure());
    assertFalse(Sasl.choose(words(offered), ANN, here).name().isEmpty());
    assertFalse(Sasl.choose(words(offered), ANN.withCleartext(true), far).name().isEmpty());
  }

  @Test
  void sendsNoTokenInClearToAnotherMachine() {
    for (String offered : List.of("XOAUTH2", "OAUTHBEARER")) {
      var e =
          assertThrows(InetException.class, () -> Sasl.choose(List.of(offered), WITH_TOKEN, far));
      assertEquals(Failure.SIGN_IN_REFUSED, e.failure());
    }
  }

  @Test
  void takesAChallengeInClearAndSaysNoToWhatIsAskedForInClear() throws IOException {
    assertEquals("CRAM-MD5", Sasl.choose(words("PLAIN CRAM-MD5"), ANN, far).name());
    var e =
        assertThrows(
            InetException.class,
            () -> Sasl.choose(words("PLAIN CRAM-MD5"), ANN.withMechanism("PLAIN"), far));
    assertEquals(Failure.SIGN_IN_REFUSED, e.failure());
  }

  @Test
  void actsAsAnotherOnlyWhereThatCanBeSaid() throws IOException {
    SaslLogin login = ANN.withAuthorization("boss");
    var server = Exchange.answering("OK");
    Sasl.choose(words("CRAM-MD5 LOGIN PLAIN USER"), login, secured).signIn(server);
    assertEquals(List.of("PLAIN boss|ann|s3cret"), server.heard());
    var e =
        assertThrows(
            InetException.class, () -> Sasl.choose(words("CRAM-MD5 USER"), login, secured));
    assertEquals(Failure.NO_MECHANISM, e.failure());
  }

  private Exchange played(String mechanism, SaslLogin login, Exchange server) throws IOException {
    Sasl.choose(List.of(mechanism), login, secured).signIn(server);
    return server;
  }

  @Test
  void waitsForAnEmptyChallengeWhereTheInitialResponseDoesNotFit() throws IOException {
    var server = played("PLAIN", ANN, Exchange.answering("", "OK").takingInitialUpTo(0));
    assertEquals(List.of("PLAIN", "|ann|s3cret"), server.heard());
  }

  @Test
  void answersPromptsInTheirOrder() throws IOException {
    var server = played("LOGIN", ANN, Exchange.answering("User Name", "Pass", "OK"));
    assertEquals(List.of("LOGIN", "ann", "s3cret"), server.heard());
    var plain = played("LOGIN", ANN, Exchange.answering("!Username:", "!Password:", "OK"));
    assertEquals(List.of("LOGIN", "ann", "s3cret"), plain.heard());
  }

  @Test
  void cramIsThatOfTheRfc() throws IOException {
    SaslLogin tim = SaslLogin.of(new Credentials("tim", Secret.of("tanstaaftanstaaf")));
    var server =
        played(
            "CRAM-MD5",
            tim,
            Exchange.answering("<1896.697170952@postoffice.reston.mci.net>", "OK"));
    assertEquals(List.of("CRAM-MD5", "tim b913a602c7eda7a495b4e6e7334d3890"), server.heard());
  }

  @Test
  void apopIsThatOfTheRfc() {
    assertEquals(
        "c4c9334bac560ecc979e58001b3e22fb",
        Sasl.apop("<1896.697170952@dbc.mtview.ca.us>", Secret.of("tanstaaf")));
  }

  @Test
  void oauthbearerIsThatOfTheRfc() throws IOException {
    SaslLogin login =
        SaslLogin.NONE
            .withUser("user@example.com")
            .withToken(SaslToken.of(Secret.of("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")));
    var server = played("OAUTHBEARER", login, Exchange.answering("OK"));
    assertEquals(
        List.of(
            "OAUTHBEARER n,a=user@example.com,^host=mail.example.org^port=143"
                + "^auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==^^"),
        server.heard());
  }

  @Test
  void oauthbearerEscapesNames() throws IOException {
    var server = played("OAUTHBEARER", WITH_TOKEN.withUser("a,b=c"), Exchange.answering("OK"));
    assertTrue(server.heard().get(0).startsWith("OAUTHBEARER n,a=a=2Cb=3Dc,^"));
  }

  @Test
  void aRefusedTokenIsAnsweredAndTheServersReasonToldOn() {
    String reason = "{\"status\":\"invalid_token\"}";
    for (String mechanism : List.of("OAUTHBEARER", "XOAUTH2")) {
      var server = Exchange.answering(reason, "NO");
      var e = assertThrows(InetException.class, () -> played(mechanism, WITH_TOKEN, server));
      assertEquals("no, never", e.getMessage());
      assertEquals("the server says: " + reason, e.hint().orElseThrow());
      assertEquals(mechanism.equals("XOAUTH2") ? "" : "^", server.heard().get(1));
      assertEquals(2, server.heard().size());
    }
  }

  /** A command whose output is another token each time. */
  private static final class Counting implements SaslToken {
    private int asked = 1;

    @Override
    public Secret get() {
      return Secret.of("token" + asked);
    }

    @Override
    public boolean renew() {
      asked++;
      return true;
    }
  }

  @Test
  void aRefusedTokenIsAskedForAgainOnce() throws IOException {
    SaslLogin login = WITH_TOKEN.withToken(new Counting());
    var server = played("XOAUTH2", login, Exchange.answering("{}", "NO", "OK"));
    assertEquals("XOAUTH2 user=ann^auth=Bearer token2^^", server.heard().get(2));

    var never = Exchange.answering("{}", "NO", "NO", "OK");
    SaslLogin again = WITH_TOKEN.withToken(new Counting());
    assertThrows(InetException.class, () -> played("XOAUTH2", again, never));
    assertEquals(3, never.heard().size());
  }

  @Test
  void aTokenIsNotAskedForAgainWhereAnotherThingIsWrong() {
    var server = Exchange.answering("BUSY", "OK");
    SaslLogin login = WITH_TOKEN.withToken(new Counting());
    var e = assertThrows(InetException.class, () -> played("XOAUTH2", login, server));
    assertEquals("not now", e.getMessage());
    assertEquals(1, server.heard().size());
  }

  @Test
  void externalSaysWhoOrNothing() throws IOException {
    SaslLogin nobody = SaslLogin.NONE.withMechanism("EXTERNAL");
    assertEquals(
        List.of("EXTERNAL ="), played("EXTERNAL", nobody, Exchange.answering("OK")).heard());
    assertEquals(
        List.of("EXTERNAL ann"),
        played("EXTERNAL", nobody.withUser("ann"), Exchange.answering("OK")).heard());
    var late = Exchange.answering("", "OK").takingInitialUpTo(0);
    assertEquals(List.of("EXTERNAL", ""), played("EXTERNAL", nobody, late).heard());
  }

  @Test
  void challengesThatDoNotEndAreEnded() {
    var server = Exchange.answering(words("a ".repeat(40)).toArray(new String[0]));
    var e = assertThrows(InetException.class, () -> played("LOGIN", ANN, server));
    assertEquals(Failure.BAD_REPLY, e.failure());
    assertEquals("*", server.heard().get(server.heard().size() - 1));
  }
}
