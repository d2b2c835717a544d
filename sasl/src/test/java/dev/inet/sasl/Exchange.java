package dev.inet.sasl;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server of a table: it answers line by line, and keeps what it heard, decoded. */
final class Exchange implements SaslDialogue {
  private final Deque<SaslStep> answers = new ArrayDeque<>();
  private final List<String> heard = new ArrayList<>();
  private int mostInitial = Integer.MAX_VALUE;

  /**
   * Takes what the server answers: {@code OK}, {@code NO}, either with words, or a challenge in
   * plain text.
   */
  static Exchange answering(String... lines) {
    var exchange = new Exchange();
    for (String line : lines) {
      exchange.answers.add(
          switch (line) {
            case "OK" -> SaslStep.done();
            case "NO" -> SaslStep.refused(new InetException(Failure.SIGN_IN_REFUSED, "no, never"));
            case "BUSY" -> SaslStep.refused(new InetException(Failure.REFUSED, "not now"));
            default -> worded(line);
          });
    }
    return exchange;
  }

  private static SaslStep worded(String line) {
    if (line.startsWith("OK ")) {
      return SaslStep.done(encoded(line.substring(3)));
    }
    if (line.startsWith("NO ")) {
      return SaslStep.refused(new InetException(Failure.SIGN_IN_REFUSED, line));
    }
    return SaslStep.challenge(line.startsWith("!") ? line.substring(1) : encoded(line));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  Exchange takingInitialUpTo(int length) {
    mostInitial = length;
    return this;
  }

  List<String> heard() {
    return heard;
  }

  @Override
  public boolean takesInitialResponse(int length) {
    return length <= mostInitial;
  }

  @Override
  public SaslStep begin(String mechanism, @Nullable Secret initial) {
    heard.add(initial == null ? mechanism : mechanism + " " + decoded(initial));
    return answers.remove();
  }

  @Override
  public SaslStep respond(Secret response) {
    heard.add(decoded(response));
    return answers.remove();
  }

  @Override
  public void cancel() {
    heard.add("*");
  }

  private static String decoded(Secret response) {
    String text = response.reveal();
    return text.equals("=")
        ? "="
        : new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)
            .replace('\0', '|')
            .replace('\1', '^');
  }
}
