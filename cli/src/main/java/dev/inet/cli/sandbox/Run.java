package dev.inet.cli.sandbox;

import dev.inet.cli.Inet;
import dev.inet.cli.Surroundings;
import dev.inet.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A command line on its way, by the same code as one that is typed, in a thread of its own. */
final class Run {
  private static final Pattern LISTENING = Pattern.compile("listening on \\S*:([0-9]{1,5})\\s");

  private final Capture out = new Capture();
  private final Capture err = new Capture();
  private final long since = System.nanoTime();
  private final Thread thread;
  private volatile long until;
  private volatile int status;

  private Run(List<String> words, String input, Map<String, String> environment, Path folder) {
    var around =
        new Surroundings(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            err,
            environment,
            folder,
            Terminal.NONE);
    thread =
        new Thread(
            () -> {
              status = Inet.run(around, words.toArray(String[]::new));
              until = System.nanoTime();
              out.end();
              err.end();
            },
            "inet-tour-step");
    thread.setDaemon(true);
  }

  static Run start(List<String> words, String input, Map<String, String> environment, Path folder) {
    var run = new Run(words, input, environment, folder);
    run.thread.start();
    return run;
  }

  /** Waits until it says where it listens; empty where it does not within the time. */
  OptionalInt port(Duration patience) throws InterruptedException {
    MatchResult said = err.await(LISTENING, patience);
    return said == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(said.group(1)));
  }

  /** Waits for its end; returns whether it has come within the time. */
  boolean ends(Duration patience) throws InterruptedException {
    thread.join(Math.max(1, patience.toMillis()));
    return !thread.isAlive();
  }

  /** Interrupts it, as a user would. */
  void stop() {
    thread.interrupt();
  }

  /** Returns what it came to so far. */
  Outcome outcome() {
    boolean hasEnded = !thread.isAlive();
    long end = hasEnded ? until : System.nanoTime();
    return new Outcome(status, hasEnded, out.text(), err.text(), Duration.ofNanos(end - since));
  }
}
