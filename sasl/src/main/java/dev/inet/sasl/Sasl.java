package dev.inet.sasl;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The choice of a mechanism. */
public final class Sasl {
  /**
   * POP3's command of that name (RFC 1939, section 7); to be offered where the greeting holds a
   * time stamp.
   */
  public static final String APOP = "APOP";

  /**
   * A protocol's own command for user and password: USER and PASS, IMAP's LOGIN, AUTHINFO USER; to
   * be offered where the server has it.
   */
  public static final String USER = "USER";

  /** From the strongest to the weakest; a token goes first, since whoever gives one means it. */
  private static final List<String> STRONGEST_FIRST =
      List.of(
          "OAUTHBEARER",
          "XOAUTH2",
          "SCRAM-SHA-256-PLUS",
          "SCRAM-SHA-1-PLUS",
          "SCRAM-SHA-256",
          "SCRAM-SHA-1",
          "CRAM-MD5",
          APOP,
          "PLAIN",
          "LOGIN",
          USER,
          "EXTERNAL");

  private static final Set<String> WITH_SECRET =
      Set.of("OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN", USER);

  private static final Set<String> FOR_CHALLENGE = Set.of("CRAM-MD5", APOP);

  /** Those that have no place for another identity than the user's. */
  private static final Set<String> FOR_ONE = Set.of("XOAUTH2", "CRAM-MD5", APOP, "LOGIN", USER);

  private Sasl() {}

  /** Returns every mechanism that is known here, the strongest first. */
  public static List<String> known() {
    return STRONGEST_FIRST;
  }

  /**
   * Returns whether a mechanism shows a password or token to whoever reads the line.
   *
   * @param mechanism its name in upper case
   */
  public static boolean carriesSecret(String mechanism) {
    return WITH_SECRET.contains(mechanism);
  }

  /**
   * Returns the digest that APOP sends (RFC 1939, section 7).
   *
   * @param timestamp the time stamp of the greeting, with its angle brackets
   * @param password the shared secret
   */
  public static String apop(String timestamp, Secret password) {
    byte[] text = (timestamp + password.reveal()).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Hashing.digest("MD5", text));
  }

  /**
   * Takes the strongest mechanism that the server offers and the login can serve, or the one that
   * the login insists on, and notes why.
   *
   * @param offered what the server offers, in any case; {@link #APOP} and {@link #USER} among them
   *     where the protocol has such commands
   * @param login who signs in
   * @param facts what the connection is like now
   * @throws InetException as {@link Failure#NO_MECHANISM} where there is none in common, or the one
   *     that was asked for is not offered; as {@link Failure#SIGN_IN_REFUSED} where only such are
   *     left as would send the password or token in clear to another machine
   */
  public static SaslChoice choose(Collection<String> offered, SaslLogin login, SaslFacts facts)
      throws InetException {
    var names = new LinkedHashSet<String>();
    offered.forEach(name -> names.add(name.toUpperCase(Locale.ROOT)));
    SaslLogin who = meant(login);
    String asked = who.mechanism();
    if (asked != null && !names.contains(asked)) {
      throw none("the server does not offer " + asked + ", " + listed(names), facts);
    }
    List<String> candidates = asked == null ? STRONGEST_FIRST : List.of(asked);
    var withheld = new ArrayList<String>();
    for (String name : candidates) {
      String missing = names.contains(name) ? missing(name, who, facts) : "";
      if (missing == null) {
        if (!carriesSecret(name) || facts.isSafe() || who.cleartext()) {
          facts.notes().accept(why(name, names, asked != null));
          return new SaslChoice(name, who, facts, names);
        }
        withheld.add(name);
      } else if (asked != null) {
        throw none(asked + " " + missing, facts);
      }
    }
    if (!withheld.isEmpty()) {
      throw inClear(who, facts);
    }
    throw none("no sign-in mechanism in common: the server offers " + said(names), facts);
  }

  /** Mail programs that know no tokens take them for passwords; so people ask of us, too. */
  private static SaslLogin meant(SaslLogin login) {
    boolean bearer = "XOAUTH2".equals(login.mechanism()) || "OAUTHBEARER".equals(login.mechanism());
    Secret password = login.password();
    return bearer && login.token() == null && password != null
        ? login.withToken(SaslToken.of(password))
        : login;
  }

  /** Returns what keeps a mechanism from being used; {@code null} for nothing. */
  private static @Nullable String missing(String name, SaslLogin login, SaslFacts facts) {
    if (!STRONGEST_FIRST.contains(name)) {
      return "is not known here";
    }
    if (!login.authorization().isEmpty() && FOR_ONE.contains(name)) {
      return "cannot act as another user";
    }
    if (name.equals("OAUTHBEARER") || name.equals("XOAUTH2")) {
      return login.token() == null ? "needs a token" : null;
    }
    if (name.equals("EXTERNAL")) {
      boolean meant =
          login.mechanism() != null || login.password() == null && login.token() == null;
      return meant ? null : "is not asked for";
    }
    if (login.password() == null) {
      return "needs a password";
    }
    if (name.endsWith("-PLUS") && facts.bindings().isEmpty()) {
      return "needs TLS with a certificate that can be bound to";
    }
    return null;
  }

  private static String why(String name, Set<String> offered, boolean asked) {
    String chosen = "signing in with " + (name.equals(USER) ? "user and password" : name);
    return asked
        ? chosen + ", as asked for"
        : chosen + ", the strongest of what serves among " + String.join(" ", offered);
  }

  /**
   * Tells, where a server refuses an answer to a challenge, what else it takes: many a server
   * offers mechanisms for which it holds no secrets, and would take the same password by another.
   *
   * @param refusal why the sign-in was refused
   * @param mechanism what was refused
   * @param offered what the server offers, in upper case
   * @param login who signs in
   */
  public static void suggest(
      InetException refusal, String mechanism, Collection<String> offered, SaslLogin login) {
    boolean challenged = mechanism.startsWith("SCRAM-") || FOR_CHALLENGE.contains(mechanism);
    if (!challenged
        || login.mechanism() != null
        || refusal.failure() != Failure.SIGN_IN_REFUSED
        || refusal.hint().isPresent()) {
      return;
    }
    for (String other : List.of("PLAIN", "LOGIN", USER)) {
      if (offered.contains(other)) {
        refusal.hint("if the password is right, the server may want --auth " + other);
        return;
      }
    }
  }

  private static String listed(Set<String> names) {
    return names.isEmpty() ? "nor any other mechanism" : "but " + said(names);
  }

  private static String said(Set<String> names) {
    String all = names.isEmpty() ? "none" : String.join(" ", names);
    return all.length() > 300 ? all.substring(0, 300) + "..." : all;
  }

  private static InetException none(String message, SaslFacts facts) {
    return new InetException(Failure.NO_MECHANISM, message).at(facts.peer()).during(Phase.SIGN_IN);
  }

  private static InetException inClear(SaslLogin login, SaslFacts facts) {
    String what = login.password() == null ? "token" : "password";
    return new InetException(
            Failure.SIGN_IN_REFUSED, "refused to send the " + what + " in clear: no TLS")
        .hint("--allow-cleartext-auth sends it nevertheless")
        .at(facts.peer())
        .during(Phase.SIGN_IN);
  }
}
