package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.line.Reply;
import dev.inet.sasl.Sasl;
import dev.inet.sasl.SaslChoice;
import dev.inet.sasl.SaslDialogue;
import dev.inet.sasl.SaslFacts;
import dev.inet.sasl.SaslLogin;
import dev.inet.sasl.SaslStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** AUTHINFO (RFC 4643): USER and PASS, or a SASL exchange. */
final class SignIn implements SaslDialogue {
  /** The longest command line, in bytes with its end (RFC 3977, section 3.1). */
  private static final int LONGEST_COMMAND = 512;

  private final NntpWire wire;
  private final SaslLogin login;

  private SignIn(NntpWire wire, SaslLogin login) {
    this.wire = wire;
    this.login = login;
  }

  /**
   * Signs in.
   *
   * @throws NntpException where the server refuses
   * @throws InetException as {@link Failure#SIGN_IN_REFUSED} where a secret would go out in clear,
   *     as {@link Failure#NO_MECHANISM} where there is no way in common
   */
  static void with(NntpWire wire, Capabilities capabilities, SaslLogin login) throws IOException {
    SaslFacts facts = SaslFacts.of(wire.connection());
    var exchange = new SignIn(wire, login);
    List<String> offered = offered(capabilities);
    SaslChoice choice = Sasl.choose(usual(offered, login, facts), login, facts);
    if (choice.isCommand()) {
      exchange.userAndPassword();
    } else {
      choice.signIn(exchange);
    }
  }

  private static List<String> offered(Capabilities capabilities) {
    var offered = new ArrayList<String>();
    if (capabilities.has("AUTHINFO", "SASL")) {
      offered.addAll(capabilities.arguments("SASL"));
    }
    // Servers that tell nothing about sign-in know USER and PASS if they know any.
    if (capabilities.has("AUTHINFO", "USER") || offered.isEmpty()) {
      offered.add(Sasl.USER);
    }
    return offered;
  }

  /**
   * Where nobody can listen, USER goes first: servers of news list the mechanisms of their SASL
   * library, whose user database is not the one that their users are in.
   */
  private static List<String> usual(List<String> offered, SaslLogin login, SaslFacts facts) {
    boolean plainly =
        login.mechanism() == null
            && login.token() == null
            && login.authorization().isEmpty()
            && login.password() != null;
    boolean safe = facts.isSafe() || login.cleartext();
    return plainly && safe && offered.contains(Sasl.USER) ? List.of(Sasl.USER) : offered;
  }

  private void userAndPassword() throws IOException {
    Secret password = Objects.requireNonNull(login.password());
    checked("the user's name", login.user());
    checked("the password", password.reveal());
    Reply reply = wire.ask("AUTHINFO USER " + login.user());
    if (reply.code() == 381) {
      reply = wire.askConcealed("AUTHINFO PASS ", password);
    }
    // 250 is what servers said before RFC 4643.
    if (reply.code() != 281 && reply.code() != 250) {
      throw new NntpException(Step.SIGN_IN, reply);
    }
  }

  private static void checked(String what, String text) throws InetException {
    if (text.isEmpty() || text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new InetException(
          Failure.USAGE, what + " is empty, or holds CR, LF or NUL: AUTHINFO cannot send it");
    }
  }

  // --- SASL

  @Override
  public boolean takesInitialResponse(int length) {
    return "AUTHINFO SASL SCRAM-SHA-256-PLUS ".length() + length + 2 <= LONGEST_COMMAND;
  }

  @Override
  public SaslStep begin(String mechanism, @Nullable Secret initial) throws IOException {
    String command = "AUTHINFO SASL " + mechanism;
    return step(initial == null ? wire.ask(command) : wire.askConcealed(command + " ", initial));
  }

  @Override
  public SaslStep respond(Secret response) throws IOException {
    // An empty line is no line of NNTP (RFC 4643, section 2.4.2).
    return step(wire.askConcealed("", response.reveal().isEmpty() ? Secret.of("=") : response));
  }

  @Override
  public void cancel() throws IOException {
    wire.send("*");
  }

  private static SaslStep step(Reply reply) {
    return switch (reply.code()) {
      case 281 -> SaslStep.done();
      case 283 -> SaslStep.done(reply.text());
      case 383 -> SaslStep.challenge(reply.text());
      default -> SaslStep.refused(new NntpException(Step.SIGN_IN, reply));
    };
  }
}
