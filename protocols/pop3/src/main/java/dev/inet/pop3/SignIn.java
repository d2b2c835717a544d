package dev.inet.pop3;

import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import dev.inet.sasl.Sasl;
import dev.inet.sasl.SaslChoice;
import dev.inet.sasl.SaslDialogue;
import dev.inet.sasl.SaslFacts;
import dev.inet.sasl.SaslLogin;
import dev.inet.sasl.SaslStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signing in: AUTH (RFC 5034), APOP, or USER and PASS (RFC 1939). */
final class SignIn implements SaslDialogue {
  /** The longest command line, with its end (RFC 2449, section 4). */
  private static final int LONGEST = 255;

  /**
   * A time stamp is a message-id in ASCII. Whoever sits in between could put others into it to find
   * two with the same digest, and learn the password from how we answer (CVE-2007-1558). Its parts
   * are never taken back: a greeting of nothing but {@code @} would keep us busy for seconds.
   */
  private static final Pattern TIMESTAMP = Pattern.compile("<[!-;=?-~&&[^@]]++@[!-;=?-~]++>");

  private final Pop3Wire wire;
  private final String mechanism;

  private SignIn(Pop3Wire wire, String mechanism) {
    this.wire = wire;
    this.mechanism = mechanism;
  }

  /** Returns what APOP hashes; {@code null} where the server does not know it. */
  static @Nullable String timestamp(CharSequence greeting) {
    Matcher timestamp = TIMESTAMP.matcher(greeting);
    return timestamp.find() ? timestamp.group() : null;
  }

  /**
   * Signs in by the strongest way that both sides know.
   *
   * @param greeting what followed {@code +OK} in the greeting
   */
  static void run(Pop3Wire wire, Capabilities offered, String greeting, SaslLogin login)
      throws IOException {
    wire.connection().begin(Phase.SIGN_IN);
    var names = new ArrayList<String>(offered.of("SASL"));
    String timestamp = timestamp(greeting);
    if (timestamp != null) {
      names.add(Sasl.APOP);
    }
    // Old servers do not list what every server has.
    if (offered.has("USER") || offered.of("SASL").isEmpty()) {
      names.add(Sasl.USER);
    }
    SaslChoice choice = Sasl.choose(names, login, SaslFacts.of(wire.connection()));
    if (!choice.isCommand()) {
      choice.signIn(new SignIn(wire, choice.name()));
      return;
    }
    Secret password = Objects.requireNonNull(login.password());
    if (timestamp != null && choice.name().equals(Sasl.APOP)) {
      String digest = Sasl.apop(timestamp, password);
      wire.sendConcealed("APOP " + login.user() + " ", Secret.of(digest));
    } else {
      wire.command("USER " + login.user(), Pop3Exception.Asked.SIGN_IN);
      wire.sendConcealed("PASS ", password);
    }
    try {
      wire.reply(Pop3Exception.Asked.SIGN_IN);
    } catch (InetException e) {
      Sasl.suggest(e, choice.name(), names, login);
      throw e;
    }
  }

  @Override
  public boolean takesInitialResponse(int length) {
    // Microsoft's servers hang up on a token that rides on the command, though RFC 5034 allows it;
    // the others take it on a line of its own as well.
    if (mechanism.equals("XOAUTH2")) {
      return false;
    }
    // "AUTH", two blanks and the longest name there is.
    return length + "AUTH SCRAM-SHA-256-PLUS \r\n".length() <= LONGEST;
  }

  @Override
  public SaslStep begin(String mechanism, @Nullable Secret initial) throws IOException {
    if (initial == null) {
      wire.send("AUTH " + mechanism);
    } else {
      wire.sendConcealed("AUTH " + mechanism + " ", initial);
    }
    return step();
  }

  @Override
  public SaslStep respond(Secret response) throws IOException {
    wire.sendConcealed("", response);
    return step();
  }

  private SaslStep step() throws IOException {
    String line = wire.line();
    if (Pop3Wire.isWord(line, "+OK")) {
      return SaslStep.done();
    }
    if (Pop3Wire.isWord(line, "-ERR")) {
      String text = Pop3Wire.text(Pop3Wire.after(line, "-ERR"));
      return SaslStep.refused(new Pop3Exception(Pop3Exception.Asked.SIGN_IN, text));
    }
    if (Pop3Wire.isWord(line, "+")) {
      return SaslStep.challenge(line.substring(1));
    }
    throw wire.odd(line);
  }

  @Override
  public void cancel() throws IOException {
    wire.send("*");
  }
}
