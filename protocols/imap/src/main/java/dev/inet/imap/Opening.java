package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.sasl.Sasl;
import dev.inet.sasl.SaslChoice;
import dev.inet.sasl.SaslDialogue;
import dev.inet.sasl.SaslFacts;
import dev.inet.sasl.SaslLogin;
import dev.inet.sasl.SaslStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The beginning of every conversation: greeting, security, sign-in, extensions. */
final class Opening {
  private final ImapSession session;
  private final ImapUrl url;
  private final ImapOptions options;

  Opening(ImapSession session, ImapUrl url, ImapOptions options) {
    this.session = session;
    this.url = url;
    this.options = options;
  }

  void run() throws IOException {
    boolean known = session.greeting();
    learn();
    boolean secured = secure(known);
    if (known && secured) {
      throw new InetException(Failure.BAD_REPLY, "the server knew us before TLS and after it")
          .at(url.endpoint());
    }
    if (!known) {
      session.connection().begin(Phase.SIGN_IN);
      session.entering(true);
      signIn();
      session.entering(false);
      learn();
    }
    session.connection().begin(Phase.COMMAND);
    extend();
  }

  /** Asks what the server can, unless it has told. */
  private void learn() throws IOException {
    if (session.capabilities().isEmpty()) {
      session.run(Command.of("CAPABILITY"), Handler.NONE);
      if (session.capabilities().isEmpty()) {
        throw new InetException(Failure.BAD_REPLY, "the server does not tell what it can");
      }
    }
  }

  /** Puts TLS on as the options say; true where it did. */
  private boolean secure(boolean known) throws IOException {
    Security wish = url.scheme().security(options.security());
    boolean upgrade = wish == Security.STARTTLS || wish == Security.STARTTLS_IF_OFFERED;
    if (!upgrade) {
      return false;
    }
    // After PREAUTH the command is not allowed (RFC 9051 section 6.2.1): an attacker who forges
    // that greeting must not keep us in clear where TLS was required.
    boolean offered = session.capabilities().has("STARTTLS") && !known;
    if (!offered) {
      if (wish == Security.STARTTLS) {
        throw new InetException(Failure.TLS_NOT_OFFERED, "the server does not offer STARTTLS")
            .at(url.endpoint())
            .during(Phase.TLS);
      }
      return false;
    }
    session.run(Command.of("STARTTLS"), Handler.NONE, Failure.TLS_NOT_OFFERED);
    session.wire().secure();
    session.forgetCapabilities();
    learn();
    return true;
  }

  private void signIn() throws IOException {
    SaslLogin login = options.login();
    if (url.mechanism() != null && login.mechanism() == null) {
      login = login.withMechanism(url.mechanism());
    }
    if ("ANONYMOUS".equals(login.mechanism())) {
      anonymous(login);
      return;
    }
    if (login.isEmpty()) {
      throw new InetException(Failure.SIGN_IN_REFUSED, "the server wants a sign-in")
          .hint("give -u USER")
          .at(url.endpoint())
          .during(Phase.SIGN_IN);
    }
    List<String> offered = new ArrayList<>(session.capabilities().valuesOf("AUTH"));
    if (!session.capabilities().has("LOGINDISABLED")) {
      offered.add(Sasl.USER);
    }
    SaslChoice choice = Sasl.choose(offered, login, SaslFacts.of(session.connection()));
    // Whether it takes an initial response must be known before what it can is forgotten.
    var dialogue = new Dialogue();
    session.forgetCapabilities();
    if (choice.isCommand()) {
      Secret password = login.password();
      login(login.user(), password == null ? Secret.of("") : password);
    } else {
      choice.signIn(dialogue);
    }
  }

  private void login(String user, Secret password) throws IOException {
    Command command = Command.of("LOGIN").text(user).secret(password);
    session.run(command, Handler.NONE, Failure.SIGN_IN_REFUSED);
  }

  /** Signs in as nobody (RFC 4505). */
  private void anonymous(SaslLogin login) throws IOException {
    if (!session.capabilities().has("AUTH=ANONYMOUS")) {
      throw new InetException(Failure.NO_MECHANISM, "the server does not offer ANONYMOUS")
          .at(url.endpoint())
          .during(Phase.SIGN_IN);
    }
    var dialogue = new Dialogue();
    session.forgetCapabilities();
    String trace =
        java.util.Base64.getEncoder()
            .encodeToString(
                (login.user().isEmpty() ? "anonymous" : login.user())
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    boolean early = dialogue.takesInitialResponse(trace.length());
    SaslStep step = dialogue.begin("ANONYMOUS", early ? Secret.of(trace) : null);
    if (!step.isDone() && step.refusal() == null && !early) {
      step = dialogue.respond(Secret.of(trace));
    }
    InetException refusal = step.refusal();
    if (refusal != null) {
      throw refusal;
    }
  }

  /** IMAP's lines for a SASL exchange (RFC 9051 section 6.2.2). */
  private final class Dialogue implements SaslDialogue {
    private ImapSession.@Nullable Pending pending;
    private final boolean early = session.capabilities().has("SASL-IR");

    @Override
    public boolean takesInitialResponse(int length) {
      return early;
    }

    @Override
    public SaslStep begin(String mechanism, @Nullable Secret initial) throws IOException {
      Command command = Command.of("AUTHENTICATE " + mechanism);
      if (initial != null) {
        command.words(" ").hidden(initial);
      }
      pending = session.send(command, Handler.NONE);
      return step();
    }

    @Override
    public SaslStep respond(Secret response) throws IOException {
      session
          .wire()
          .sendConcealed(response.reveal().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      session.wire().queue("\r\n");
      return step();
    }

    private SaslStep step() throws IOException {
      ImapSession.Pending sent = java.util.Objects.requireNonNull(pending);
      String challenge = session.challenge(sent);
      if (challenge != null) {
        return SaslStep.challenge(challenge);
      }
      Response end = session.end(sent);
      return end.word().equals("OK")
          ? SaslStep.done()
          : SaslStep.refused(session.failure(end, Failure.SIGN_IN_REFUSED));
    }

    @Override
    public void cancel() throws IOException {
      session.wire().queue("*\r\n");
      session.flush();
    }
  }

  /** Names ourselves and turns on what helps; nothing of it is waited for. */
  private void extend() throws IOException {
    Capabilities can = session.capabilities();
    if (can.speaksOnlyRev2()) {
      session.wire().inUtf8();
    }
    if (!options.extensions()) {
      return;
    }
    if (can.has("ID")) {
      session.send(Command.of("ID (\"name\" \"inet\")"), Handler.NONE);
    }
    var wanted = new ArrayList<String>();
    for (String each : List.of("IMAP4REV2", "UTF8=ACCEPT")) {
      if (can.has("ENABLE") && can.has(each)) {
        wanted.add(each.equals("IMAP4REV2") ? "IMAP4rev2" : each);
      }
    }
    if (!wanted.isEmpty()) {
      session.decides(
          session.send(
              Command.of("ENABLE " + String.join(" ", wanted)),
              response -> {
                if (response.is("ENABLED")) {
                  for (Value value : response.values()) {
                    session.enabled(value.word());
                  }
                }
              }));
    }
    if (options.compress() && can.has("COMPRESS=DEFLATE")) {
      session.compress();
    }
  }
}
