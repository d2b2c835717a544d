package dev.inet.sasl;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A mechanism that was chosen, for one connection. */
public final class SaslChoice {
  /** None of the mechanisms needs a quarter of them; a server could ask for ever. */
  private static final int MOST_ROUNDS = 16;

  /**
   * What servers say that stumble over a kind of binding. Not what they say where a binding does
   * not match: there somebody sits in between, and to go on without one is what he hopes for.
   */
  private static final Pattern OF_BINDING =
      Pattern.compile("bad protocol|unsupported.channel.binding", Pattern.CASE_INSENSITIVE);

  private String name;
  private final SaslLogin login;
  private final SaslFacts facts;
  private final Set<String> offered;
  private final Supplier<String> nonces;

  SaslChoice(String name, SaslLogin login, SaslFacts facts, Set<String> offered) {
    this(name, login, facts, offered, SaslChoice::nonce);
  }

  SaslChoice(
      String name, SaslLogin login, SaslFacts facts, Set<String> offered, Supplier<String> nonces) {
    this.name = name;
    this.login = login;
    this.facts = facts;
    this.offered = offered;
    this.nonces = nonces;
  }

  private static String nonce() {
    byte[] random = new byte[18];
    new SecureRandom().nextBytes(random);
    return Base64.getEncoder().encodeToString(random);
  }

  /**
   * Returns the mechanism's name in upper case; after the exchange, that of the one that served.
   */
  public String name() {
    return name;
  }

  /**
   * Returns whether it is {@link Sasl#APOP} or {@link Sasl#USER}, which the protocol itself does.
   */
  public boolean isCommand() {
    return name.equals(Sasl.APOP) || name.equals(Sasl.USER);
  }

  /**
   * Signs in: runs the exchange, once more with another token where the first one is refused, or
   * with another kind of binding, at last with none, where the server does not know the kind. A
   * server that has to prove itself has done so when this returns.
   *
   * @param dialogue the protocol's lines
   * @throws InetException what the dialogue said of a refusal; as {@link Failure#SIGN_IN_REFUSED}
   *     where the server did not prove itself; as {@link Failure#BAD_REPLY} where its challenges
   *     are none
   */
  public void signIn(SaslDialogue dialogue) throws IOException {
    boolean renewed = false;
    int binding = 0;
    while (true) {
      Mechanism mechanism = mechanism(binding);
      InetException refusal = run(mechanism, dialogue);
      if (refusal == null) {
        return;
      }
      SaslToken token = login.token();
      boolean refused = refusal.failure() == Failure.SIGN_IN_REFUSED;
      if (refused
          && !renewed
          && mechanism instanceof BearerMechanism
          && token != null
          && token.renew()) {
        renewed = true;
        facts.notes().accept("the token was refused; trying another one");
      } else if (refused && isOfBinding(mechanism, refusal)) {
        // There is no way to learn which kinds a server knows but to try them. Cyrus knows but
        // tls-unique, which Java does not give.
        String unbound = name.substring(0, name.length() - "-PLUS".length());
        if (binding + 1 < facts.bindings().size()) {
          binding++;
          String type = facts.bindings().get(binding).type();
          facts.notes().accept("refused at once; trying to bind by " + type);
        } else if (login.mechanism() == null && offered.contains(unbound)) {
          name = unbound;
          facts.notes().accept("the server knows no binding of ours; trying " + unbound);
        } else {
          throw named(refusal);
        }
      } else {
        if (!mechanism.complaint().isEmpty() && refusal.hint().isEmpty()) {
          refusal.hint("the server says: " + mechanism.complaint());
        }
        Sasl.suggest(refusal, name, offered, login);
        throw named(refusal);
      }
    }
  }

  private boolean isOfBinding(Mechanism mechanism, InetException refusal) {
    return name.endsWith("-PLUS")
        && mechanism instanceof ScramMechanism scram
        && (!scram.isChallenged()
            || OF_BINDING.matcher(refusal.getMessage() + refusal.reply().orElse("")).find());
  }

  private InetException named(InetException refusal) {
    return refusal.at(facts.peer()).during(Phase.SIGN_IN);
  }

  /** Runs an exchange; returns why it was refused, {@code null} after success. */
  private @Nullable InetException run(Mechanism mechanism, SaslDialogue dialogue)
      throws IOException {
    byte[] first = mechanism.initial();
    byte[] sent = null;
    Secret initial = null;
    if (first != null) {
      String text = first.length == 0 ? "=" : Base64.getEncoder().encodeToString(first);
      if (dialogue.takesInitialResponse(text.length())) {
        initial = Secret.of(text);
        sent = first;
        first = null;
      }
    }
    SaslStep step = dialogue.begin(name, initial);
    for (int rounds = 0; !step.isDone(); rounds++) {
      if (step.refusal() != null) {
        return step.refusal();
      }
      byte[] response;
      try {
        if (rounds == MOST_ROUNDS) {
          throw new InetException(Failure.BAD_REPLY, "the server's challenges do not end");
        }
        if (rounds == 0 && sent != null && isEmpty(step.data())) {
          // A server that knows no initial response asks for it as if it had not heard it.
          first = sent;
        }
        response = first != null ? first : answer(mechanism, step.data());
        first = null;
      } catch (InetException e) {
        dialogue.cancel();
        if (e.failure() == Failure.SIGN_IN_REFUSED) {
          return e;
        }
        throw named(e);
      }
      step = dialogue.respond(Secret.of(Base64.getEncoder().encodeToString(response)));
    }
    try {
      if (!step.data().isEmpty()) {
        // It is a challenge that came early; nobody waits for what we would say to it.
        answer(mechanism, step.data());
      }
      mechanism.finish();
    } catch (InetException e) {
      throw named(e);
    }
    return null;
  }

  private static boolean isEmpty(String base64) {
    return base64.isEmpty() || base64.equals("=");
  }

  private static byte[] answer(Mechanism mechanism, String base64) throws IOException {
    byte[] challenge;
    try {
      challenge = isEmpty(base64) ? new byte[0] : Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      if (mechanism instanceof ScramMechanism || mechanism instanceof CramMechanism) {
        throw new InetException(Failure.BAD_REPLY, "the server's challenge is not Base64", e);
      }
      // The others look at no challenge, and some servers prompt for LOGIN in plain words.
      challenge = base64.getBytes(StandardCharsets.UTF_8);
    }
    return mechanism.answer(challenge);
  }

  private Mechanism mechanism(int binding) {
    return switch (name) {
      case "OAUTHBEARER" -> new BearerMechanism(true, identity(), facts.peer(), token());
      case "XOAUTH2" -> new BearerMechanism(false, login.user(), facts.peer(), token());
      case "EXTERNAL" -> new ExternalMechanism(identity());
      case "PLAIN" -> new PlainMechanism(login.authorization(), login.user(), password());
      case "LOGIN" -> new LoginMechanism(login.user(), password());
      case "CRAM-MD5" -> new CramMechanism(login.user(), password());
      default -> scram(binding);
    };
  }

  private ScramMechanism scram(int binding) {
    List<ChannelBinding> bindings = facts.bindings();
    boolean bind = name.endsWith("-PLUS");
    boolean denied = offered.stream().noneMatch(other -> other.matches("SCRAM-.*-PLUS"));
    return new ScramMechanism(
        name.contains("SHA-256") ? "SHA-256" : "SHA-1",
        login.user(),
        password(),
        login.authorization(),
        !bindings.isEmpty() && denied,
        bind ? bindings.get(binding) : null,
        nonces.get());
  }

  /** Returns whom to act as, where the proof itself names nobody. */
  private String identity() {
    return login.authorization().isEmpty() ? login.user() : login.authorization();
  }

  private String password() {
    return Objects.requireNonNull(login.password()).reveal();
  }

  private SaslToken token() {
    return Objects.requireNonNull(login.token());
  }
}
