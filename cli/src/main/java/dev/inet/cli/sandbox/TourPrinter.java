package dev.inet.cli.sandbox;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.ResultOptions;
import dev.inet.cli.output.Json;
import dev.inet.cli.output.Lines;
import dev.inet.cli.output.PlainText;
import dev.inet.cli.output.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Prints what a tour shows, each step as soon as it has ended. */
final class TourPrinter {
  private static final int FEW_LINES = 6;
  private static final int WIDTH = 100;

  private final Lines lines;
  private final boolean isJson;
  private final boolean isWhole;
  private final boolean isColored;
  private final long since = System.nanoTime();
  private int steps;
  private int failed;

  TourPrinter(Surroundings around, ResultOptions result) {
    this.lines = new Lines(around);
    this.isJson = result.json();
    this.isWhole = result.verbosity() > 0;
    this.isColored = result.colorsOutput();
  }

  boolean hasFailed() {
    return failed > 0;
  }

  void begin(TourFile tour) {
    if (!isJson) {
      lines.print((steps == 0 ? "" : "\n") + "== " + tour.name());
    }
  }

  void report(TourFile tour, Guide.Report report) throws IOException {
    steps++;
    failed += report.hasPassed() ? 0 : 1;
    if (isJson) {
      json(tour, report);
    } else {
      people(report);
    }
    lines.flush();
  }

  private void json(TourFile tour, Guide.Report report) {
    Outcome outcome = report.outcome();
    Step step = report.step();
    lines.print(
        Json.object(
            "tour", tour.name(),
            "title", step.title().isEmpty() ? null : step.title(),
            "command", report.typed(),
            "passed", report.hasPassed(),
            "status", outcome.hasEnded() ? outcome.status() : null,
            "milliseconds", outcome.took().toMillis(),
            "complaints", report.hasPassed() ? null : report.complaints(),
            "place", report.hasPassed() ? null : step.place(),
            "stdout", report.hasPassed() && !isWhole ? null : outcome.out(),
            "stderr", report.hasPassed() && !isWhole ? null : outcome.err()));
  }

  private void people(Guide.Report report) {
    Outcome outcome = report.outcome();
    String title = report.step().title();
    lines.print("");
    if (!title.isEmpty()) {
      lines.print("# " + title);
    }
    lines.print("$ " + PlainText.line(report.typed()));
    texts(outcome.out());
    texts(outcome.err());
    String status = outcome.hasEnded() ? "status " + outcome.status() : "no status";
    String end = status + ", " + seconds(outcome.took());
    lines.print(report.hasPassed() ? colored("32", "ok") + "  " + end : failure(report, end));
  }

  private String failure(Guide.Report report, String end) {
    var complaints = PlainText.line(String.join("; ", report.complaints()));
    String place = " (" + report.step().place() + ")";
    return colored("1;31", "FAILED") + "  " + end + ": " + complaints + place;
  }

  private void texts(String text) {
    List<String> all = PlainText.lines(text).lines().toList();
    int shown = isWhole || all.size() <= FEW_LINES + 1 ? all.size() : FEW_LINES;
    for (String line : all.subList(0, shown)) {
      String fitting = isWhole ? line : Table.cut(line.replace('\t', ' '), WIDTH);
      lines.print(("  " + fitting).stripTrailing());
    }
    if (shown < all.size()) {
      lines.print("  … " + (all.size() - shown) + " more lines");
    }
  }

  /** Tells how many steps passed. */
  void end() throws IOException {
    Duration took = Duration.ofNanos(System.nanoTime() - since);
    lines.print(
        isJson
            ? Json.object("steps", steps, "failed", failed, "milliseconds", took.toMillis())
            : "\n" + steps + " steps, " + result() + ", " + seconds(took));
    lines.flush();
  }

  private String result() {
    return failed == 0 ? colored("32", "all passed") : colored("1;31", failed + " FAILED");
  }

  private String colored(String color, String text) {
    return isColored ? "\033[" + color + "m" + text + "\033[0m" : text;
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.2f s", took.toNanos() / 1e9);
  }
}
