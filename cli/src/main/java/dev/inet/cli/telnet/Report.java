package dev.inet.cli.telnet;

import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.output.Result;
import dev.inet.core.InetException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of each server and each step: lines for people, or JSON; for several threads. */
final class Report {
  private final Result to;

  Report(Result to) {
    this.to = to;
  }

  /** Tells of a step, where programs read. */
  synchronized void step(Place place, Player.Done done) throws IOException {
    if (!to.isJson()) {
      return;
    }
    to.json(
        "host", place.url().endpoint().host(),
        "port", place.url().endpoint().port(),
        "step", done.number(),
        "action", done.action(),
        "status", done.outcome(),
        "pattern", done.pattern(),
        "text", done.text(),
        "match", done.match(),
        "captures", done.captures().isEmpty() ? null : done.captures(),
        "milliseconds", millis(done.nanos()));
    to.flush();
  }

  /**
   * Tells how a server ended.
   *
   * @param steps how many steps were done
   * @param captures all that was captured
   * @param failure why it ended before the last step; {@code null} where it did not
   */
  synchronized void server(
      Place place,
      int steps,
      Map<String, String> captures,
      long nanos,
      @Nullable InetException failure)
      throws IOException {
    String outcome = failure == null ? "ok" : "failed";
    int code = failure == null ? ExitCode.DONE : ExitCode.of(failure.failure());
    if (to.isJson()) {
      to.json(
          "host",
          place.url().endpoint().host(),
          "port",
          place.url().endpoint().port(),
          "status",
          outcome,
          "code",
          code,
          "steps",
          steps,
          "captures",
          captures,
          "milliseconds",
          millis(nanos),
          "error",
          failure == null ? null : failure.failure().name().toLowerCase(Locale.ROOT),
          "message",
          failure == null ? null : failure.getMessage());
    } else {
      var line = new StringBuilder(place.url().endpoint().authority()).append(' ').append(outcome);
      captures.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
      if (failure != null) {
        line.append(": ").append(failure.getMessage()).append(" (exit ").append(code).append(')');
      }
      to.line(line.toString());
    }
    to.flush();
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }
}
