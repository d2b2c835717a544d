package dev.inet.telnet;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The dialogue that signs in where a protocol has no sign-in of its own. */
final class SignIn {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

  /** What is no text behind a question: blanks, bells, and what sets the cursor of a terminal. */
  private static final String REST = "(?:[ \\t\\x00\\x07]|\\x1b\\[[0-9;?]*+[@-~])*+$";

  /**
   * At the end of what came: else "Last login: Monday" would be a question. An angle stands right
   * behind the word or a blank: {@code C:\Users\ann>} and {@code user@host>} are prompts.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "(?<!last )(?:login|log in|user|account|benutzer|identifiant|utilisateur|usu[aá]rio"
              + "|utente|логин|用户名)(?:[^\\r\\n:>：]{0,40}[:：]|(?: ?name| ?id)? ?>)"
              + REST,
          FLAGS);

  static final Pattern PASSWORD =
      Pattern.compile(
          "(?:(?:password|passwd|passcode|passphrase|pin|passwort|kennwort|mot de passe"
              + "|contrase(?:ñ|ny)a|senha|parola|wachtwoord|adgangskode|passord|lösenord|salasana"
              + "|hasło|heslo|jelszó|пароль|密码|密碼|口令|パスワード|암호)"
              + "(?:[^\\r\\n:>：]{0,60}[:：]|(?: [^\\r\\n:>：]{0,60})?>)|\\bpass:)"
              + REST,
          FLAGS);

  /** A first page, behind which the rest waits for a key. */
  private static final Pattern PAGE =
      Pattern.compile(
          "(?:press|hit) (?:any key|\\W?(?:return|enter)\\b)[\\w ,.!-]{0,40}[\\r\\n]*+" + REST,
          FLAGS);

  private static final int MOST_PAGES = 5;

  /** Not among them is what a notice threatens: "unauthorized access will be denied". */
  private static final Pattern REFUSED =
      Pattern.compile(
          "(?<!unauthori[sz]ed )"
              + "(?:login|log in|authentication|authorization|access|sign-?in|logon|password|user)"
              + "(?:(?!will be)[^\\r\\n]){0,40}"
              + "\\b(?:incorrect|failed|failure|denied|invalid|rejected|refused)\\b"
              + "|(?:incorrect|invalid|bad|wrong) (?:login|user|password|passwd|credential|secret)"
              + "|unable to (?:log ?in|verify|authenticate)"
              + "|permission denied|not authori[sz]ed",
          FLAGS);

  private final TelnetClient client;
  private final Heard heard;
  private final Duration settle;

  SignIn(TelnetClient client, Heard heard, Duration settle) {
    this.client = client;
    this.heard = heard;
    this.settle = settle;
  }

  void run(Credentials who, Duration most, @Nullable Pattern next) throws IOException {
    client.connection().begin(Phase.SIGN_IN);
    TelnetMatch question = question(most);
    if (question.index() == 1) {
      client.sendLine(who.user());
      question = client.expect(List.of(PASSWORD, REFUSED), "a prompt for the password", most);
    }
    if (question.index() == 1) {
      throw refused(question.matched());
    }
    client.sendLine(who.password());
    await(most, next);
  }

  private TelnetMatch question(Duration most) throws IOException {
    List<Pattern> known = List.of(PASSWORD, NAME, PAGE);
    String what = "a prompt for name or password";
    TelnetMatch came = client.expect(known, what, most);
    for (int pages = 0; came.index() == 2; pages++) {
      if (pages == MOST_PAGES) {
        throw refused("nothing but pages came");
      }
      // A notice may say so too, and the question is on its way.
      client.awaitQuiet(settle, most);
      if (!asks(System.nanoTime() + most.toNanos())) {
        client.sendLine("");
      }
      came = client.expect(known, what, most);
    }
    return came;
  }

  private boolean asks(long end) throws InetException {
    return heard.find(NAME, end) != null || heard.find(PASSWORD, end) != null;
  }

  /** Waits for the answer, and leaves it to be searched by whoever comes next. */
  private void await(Duration most, @Nullable Pattern next) throws IOException {
    long end = System.nanoTime() + most.toNanos();
    long silent = settle.toNanos();
    long since = System.nanoTime();
    int turned = 0;
    while (true) {
      long now = System.nanoTime();
      if (heard.length() > 0) {
        var no = heard.find(REFUSED, end);
        if (no != null) {
          throw refused(no.group());
        }
        if (next != null && heard.find(next, end) != null) {
          return;
        }
      }
      boolean answered = !heard.peek().isBlank();
      boolean quiet = now - since >= silent;
      if (answered && quiet) {
        if (asks(end)) {
          throw refused(heard.peek().strip());
        }
        if (heard.length() > turned && heard.find(PAGE, end) != null) {
          turned = heard.length();
          client.sendLine("");
          since = System.nanoTime();
          continue;
        }
        if (next == null) {
          return;
        }
      }
      if (client.isEnded()) {
        throw refused("the server closed the connection");
      }
      if (end - now <= 0) {
        // What is expected next tells better what is missing.
        return;
      }
      long wait = quiet ? end - now : Math.min(end - now, since + silent - now);
      if (client.hearWithin(wait)) {
        since = System.nanoTime();
      }
    }
  }

  private InetException refused(String said) {
    String words = client.masks().over(said);
    return new InetException(Failure.SIGN_IN_REFUSED, "sign-in was refused: " + words)
        .said(words)
        .at(client.connection().peer())
        .during(Phase.SIGN_IN);
  }
}
