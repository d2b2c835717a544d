package dev.inet.cli.sandbox;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Leads through tours: runs each step and tells whether it came to what it should. */
final class Guide {
  /** How long one command may take; its first use of a class on a slow machine counts. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration LIMIT_OF_ALL = Duration.ofSeconds(60);

  /** How long a command that is interrupted may take to end. */
  private static final Duration STOPPING = Duration.ofSeconds(2);

  private final Placeholders places;
  private final Map<String, String> environment;
  private final Path folder;
  private final Duration limit;
  private final Deadline all = Deadline.in(LIMIT_OF_ALL, "tour");

  /**
   * What became of a step.
   *
   * @param step the step
   * @param typed its line as a user would type it
   * @param outcome what it came to
   * @param complaints what is not as it should be; none where it passed
   */
  record Report(Step step, String typed, Outcome outcome, List<String> complaints) {
    boolean hasPassed() {
      return complaints.isEmpty();
    }
  }

  /** Takes the reports, each as soon as it is made. */
  interface Reporter {
    void report(Report report) throws IOException;
  }

  /** A command that runs beside the next one. */
  private record Companion(Step step, String typed, Run run, boolean listens) {}

  /**
   * Makes one.
   *
   * @param places the names in braces
   * @param environment the variables of the commands: not the user's, whose proxy or profile would
   *     lead away from the sandbox
   * @param folder where the commands run
   * @param limit how long one command may take
   */
  Guide(Placeholders places, Map<String, String> environment, Path folder, Duration limit) {
    this.places = places;
    this.environment = environment;
    this.folder = folder;
    this.limit = limit;
  }

  /**
   * Runs all steps of a tour.
   *
   * @throws InetException as {@link Failure#TIMEOUT} where all tours together take too long
   */
  void lead(TourFile tour, Reporter reporter) throws IOException, InterruptedException {
    var beside = new ArrayList<Companion>();
    try {
      for (Step step : tour.steps()) {
        all.left();
        String typed = typed(step);
        Run run = start(step);
        if (step.isBeside()) {
          OptionalInt port = run.port(limit);
          places.port(port.orElse(0));
          beside.add(new Companion(step, typed, run, port.isPresent()));
          continue;
        }
        boolean isLate = !run.ends(limit);
        if (isLate) {
          stop(run);
        }
        Report report = judged(step, typed, run.outcome(), isLate ? late() : null);
        // In the order in which they were begun.
        for (Companion companion : beside) {
          reporter.report(settled(companion));
        }
        reporter.report(report);
        beside.clear();
        places.noPort();
      }
    } finally {
      beside.forEach(companion -> companion.run().stop());
    }
  }

  private Run start(Step step) {
    List<String> words = step.words().stream().map(word -> filled(step, word)).toList();
    String input = step.input().isEmpty() ? "" : String.join("\n", step.input()) + "\n";
    return Run.start(words, filled(step, input), environment, folder);
  }

  // The format is the shell's, not Java's.
  @SuppressWarnings("OrphanedFormatString")
  private String typed(Step step) {
    String line = filled(step, step.typed());
    if (step.isBeside()) {
      return line + " &";
    }
    if (step.input().isEmpty()) {
      return line;
    }
    var before = new StringBuilder("printf '%s\\n'");
    step.input()
        .forEach(text -> before.append(' ').append(CommandWords.quoted(filled(step, text))));
    return before.append(" | ").append(line).toString();
  }

  private String filled(Step step, String text) {
    try {
      return places.fill(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(step.place() + ": " + e.getMessage(), e);
    }
  }

  private Report settled(Companion companion) throws InterruptedException {
    Run run = companion.run();
    boolean isAwaited = companion.step().status() != null;
    boolean isLate = isAwaited && !run.ends(limit);
    if (isLate || !isAwaited) {
      stop(run);
    }
    String complaint = companion.listens() ? null : "it does not say where it listens";
    return judged(companion.step(), companion.typed(), run.outcome(), isLate ? late() : complaint);
  }

  private static void stop(Run run) throws InterruptedException {
    run.stop();
    run.ends(STOPPING);
  }

  private String late() {
    return "it took longer than " + limit.toSeconds() + " s";
  }

  private Report judged(Step step, String typed, Outcome outcome, @Nullable String complaint) {
    var complaints = new ArrayList<String>();
    if (complaint != null) {
      complaints.add(complaint);
    }
    Integer expected = step.status();
    if (!outcome.hasEnded()) {
      complaints.add("it cannot be stopped");
    } else if (expected != null && outcome.status() != expected) {
      complaints.add("its status is not " + expected);
    }
    for (Expectation expectation : step.expectations()) {
      expectation.complaint(outcome, places).ifPresent(complaints::add);
    }
    return new Report(step, typed, outcome, List.copyOf(complaints));
  }
}
