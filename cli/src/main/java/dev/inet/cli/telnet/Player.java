package dev.inet.cli.telnet;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.trace.Masks;
import dev.inet.telnet.TelnetClient;
import dev.inet.telnet.TelnetException;
import dev.inet.telnet.TelnetMatch;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Plays a script with one server. */
final class Player {
  /** The prompt of before is believed after a part of the usual silence. */
  private static final int SURE = 8;

  /** What ends otherwise than the prompt may be a command that takes its time. */
  private static final int UNSURE = 4;

  private final TelnetClient client;
  private final Script script;
  private final Duration patience;
  private final Duration settle;
  private final Teller teller;
  private final Map<String, String> captures = new LinkedHashMap<>();
  private String prompt = "";

  /** What became of a step. */
  enum Outcome {
    OK,
    TIMED_OUT,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A step that was done.
   *
   * @param number from 1; 0 is the sign-in
   * @param action {@code send}, {@code expect} or {@code sign-in}
   * @param outcome what became of it
   * @param pattern what was expected
   * @param text what the server said in it; {@code null} where nobody listened
   * @param match what matched
   * @param captures what it captured
   * @param nanos how long it took
   */
  record Done(
      int number,
      String action,
      Outcome outcome,
      @Nullable String pattern,
      @Nullable String text,
      @Nullable String match,
      Map<String, String> captures,
      long nanos) {}

  /** Hears of each step when it is done. */
  interface Teller {
    void done(Done step) throws IOException;
  }

  /**
   * Makes a player.
   *
   * @param patience how long each step may take
   * @param settle how long a silence is that means a prompt
   */
  Player(TelnetClient client, Script script, Duration patience, Duration settle, Teller teller) {
    this.client = client;
    this.script = script;
    this.patience = patience;
    this.settle = settle;
    this.teller = teller;
  }

  /**
   * Signs in where credentials are given, and does every step.
   *
   * @throws InetException as {@link Failure#TIMEOUT} where something does not come in time, as
   *     {@link Failure#NO_ANSWER} or {@link Failure#BROKEN_OFF} where the peer ends before, as
   *     {@link Failure#SIGN_IN_REFUSED}
   */
  void play(Optional<Credentials> login) throws IOException {
    List<Step> steps = script.steps();
    if (login.isPresent()) {
      signIn(login.get(), steps.isEmpty() ? null : steps.get(0));
    }
    boolean silence = !script.expects();
    boolean atPrompt = login.isPresent();
    try {
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        if (step instanceof Step.Send send) {
          if (silence && !atPrompt && i == 0) {
            String greeting = untilPrompt();
            prompt = lastLine(greeting);
            if (client.isEnded()) {
              // Nobody takes the line; who says that all is done would be believed.
              throw ended(
                  greeting.isEmpty() ? Failure.NO_ANSWER : Failure.BROKEN_OFF, "before step 1");
            }
          }
          atPrompt = false;
          send(send, i + 1, silence || i == steps.size() - 1);
        } else if (step instanceof Step.Expect expect && !expect(expect, i + 1)) {
          return;
        }
      }
    } catch (InetException e) {
      // What was sent has done its work: to do it again is not for us to decide.
      throw steps.isEmpty() ? e : e.retry(Retry.NEVER);
    }
  }

  private void signIn(Credentials who, @Nullable Step first) throws IOException {
    long begin = System.nanoTime();
    Pattern next = first instanceof Step.Expect expect ? expect.pattern() : null;
    try {
      client.signIn(who, patience, next);
    } catch (InetException e) {
      tell(0, "sign-in", Outcome.FAILED, null, client.heard(), null, Map.of(), begin);
      throw e;
    }
    // Where silence is waited for, the prompt of now must not pass for that after the next line.
    String text = script.expects() ? client.heard() : client.readAvailable();
    prompt = lastLine(text);
    tell(0, "sign-in", Outcome.OK, null, text, null, Map.of(), begin);
  }

  private void send(Step.Send step, int number, boolean listens) throws IOException {
    long begin = System.nanoTime();
    try {
      byte[] line = step.line().bytes(captures, client.charset());
      if (step.line().ends()) {
        client.sendLine(line);
      } else {
        client.send(line);
      }
      if (!listens) {
        tell(number, "send", Outcome.OK, null, null, null, Map.of(), begin);
        return;
      }
    } catch (InetException e) {
      tell(number, "send", Outcome.FAILED, null, null, null, Map.of(), begin);
      throw e;
    }
    boolean last = number == script.steps().size();
    try {
      String answer = untilPrompt();
      tell(number, "send", Outcome.OK, null, answer, null, Map.of(), begin);
      if (client.isEnded() && !last) {
        throw ended(Failure.BROKEN_OFF, "after step " + number);
      }
    } catch (InetException e) {
      if (!last || e.failure() == Failure.LOCAL_WRITE) {
        throw e;
      }
      // All is said: how the peer ends changes nothing.
      tell(number, "send", Outcome.OK, null, client.heard(), null, Map.of(), begin);
    }
  }

  private InetException ended(Failure failure, String when) {
    return new InetException(failure, "the server closed the connection " + when)
        .at(client.connection().peer());
  }

  /** Listens until the peer is silent, which takes less where it shows the prompt of before. */
  private String untilPrompt() throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    Duration glance = settle.dividedBy(SURE);
    long silentSince = System.nanoTime();
    long received = -1;
    while (true) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      long began = System.nanoTime();
      if (left.isNegative() || !client.awaitQuiet(glance, left)) {
        // It talks and talks: the next line may be what ends it.
        break;
      }
      long now = client.connection().received();
      silentSince =
          now == received ? silentSince : Math.max(began, System.nanoTime() - glance.toNanos());
      received = now;
      Duration silence = Duration.ofNanos(System.nanoTime() - silentSince);
      if (client.isEnded() || silence.compareTo(needed(client.heard())) >= 0) {
        break;
      }
    }
    String text = client.readAvailable();
    String line = lastLine(text);
    prompt = line.isBlank() ? prompt : line;
    return text;
  }

  /** Returns how long a silence behind a text means that it is over. */
  private Duration needed(String text) {
    String line = lastLine(text).stripTrailing();
    String known = prompt.stripTrailing();
    if (known.isEmpty()) {
      return settle;
    }
    if (line.equals(known) && text.indexOf('\n') >= 0) {
      return settle.dividedBy(SURE);
    }
    // Prompts change within their line ("router#", "router(config)#") but end alike.
    boolean alike =
        !line.isEmpty() && line.charAt(line.length() - 1) == known.charAt(known.length() - 1);
    return alike ? settle : settle.multipliedBy(UNSURE);
  }

  private static String lastLine(String text) {
    return text.substring(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
  }

  /** Waits; false where the steps end here. */
  private boolean expect(Step.Expect step, int number) throws IOException {
    long begin = System.nanoTime();
    Duration most = step.timeout() == null ? patience : step.timeout();
    String wanted = step.pattern().pattern();
    try {
      TelnetMatch match = client.readUntil(step.pattern(), most);
      Map<String, String> found = found(step, match);
      captures.putAll(found);
      tell(number, "expect", Outcome.OK, wanted, match.text(), match.matched(), found, begin);
      return true;
    } catch (InetException e) {
      boolean late = e.failure() == Failure.TIMEOUT && e instanceof TelnetException;
      String text = client.heard();
      boolean goesOn = late && step.otherwise() != Step.Otherwise.FAIL;
      Outcome outcome = goesOn ? Outcome.TIMED_OUT : Outcome.FAILED;
      tell(number, "expect", outcome, wanted, text, null, Map.of(), begin);
      if (goesOn) {
        return step.otherwise() == Step.Otherwise.CONTINUE;
      }
      throw e;
    }
  }

  private static Map<String, String> found(Step.Expect step, TelnetMatch match) {
    Map<String, String> found = new LinkedHashMap<>(match.names());
    List<String> names = step.captures();
    List<@Nullable String> groups = match.groups();
    for (int i = 0; i < names.size(); i++) {
      String value = groups.isEmpty() && i == 0 ? match.matched() : null;
      value = i < groups.size() ? groups.get(i) : value;
      if (value != null) {
        found.put(names.get(i), value);
      }
    }
    return found;
  }

  private void tell(
      int number,
      String action,
      Outcome outcome,
      @Nullable String pattern,
      @Nullable String text,
      @Nullable String match,
      Map<String, String> found,
      long begin)
      throws IOException {
    long nanos = System.nanoTime() - begin;
    // Some servers throw a password back.
    Masks masks = client.masks();
    Map<String, String> shown = new LinkedHashMap<>();
    found.forEach((name, value) -> shown.put(name, masks.over(value)));
    teller.done(
        new Done(
            number,
            action,
            outcome,
            pattern,
            text == null ? null : masks.over(text),
            match == null ? null : masks.over(match),
            shown,
            nanos));
  }
}
