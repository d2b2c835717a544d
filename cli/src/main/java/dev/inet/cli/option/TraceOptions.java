package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import dev.inet.cli.Version;
import dev.inet.cli.output.Conversation;
import dev.inet.cli.output.WaterfallView;
import dev.inet.core.InetException;
import dev.inet.core.trace.Recording;
import dev.inet.core.trace.Trace;
import dev.inet.core.trace.Waterfall;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is told of the conversation itself. Nothing is loaded for what was not asked for. */
public final class TraceOptions {
  private final Surroundings around;
  private @Nullable Conversation conversation;
  private @Nullable Recording recording;
  private @Nullable Waterfall waterfall;

  @Option(
      names = "--trace",
      paramLabel = "FILE|-",
      description = "Record the conversation (-: on standard error) for 'inet trace show'.")
  private @Nullable String file;

  @Option(names = "--timing", description = "Print where the time went, on standard error.")
  private boolean timing;

  TraceOptions(Surroundings around) {
    this.around = around;
  }

  /** Begins to listen. */
  Trace begin(ResultOptions result) throws InetException {
    Trace trace = Trace.NONE;
    if (result.verbosity() > 0) {
      conversation = new Conversation(around::tell, result.verbosity() > 1);
      trace = trace.and(conversation);
    }
    if (file != null) {
      recording = recording(file, "inet " + Version.text());
      trace = trace.and(recording);
    }
    if (timing) {
      waterfall = new Waterfall();
      trace = trace.and(waterfall);
    }
    return trace;
  }

  /** Standard output carries the result alone, so that {@code -} is where {@code -v} writes. */
  private Recording recording(String to, String program) throws InetException {
    return to.equals("-")
        ? Recording.to(around.errors(), to, program)
        : Recording.create(around.path(to), program);
  }

  /** Ends what {@link #begin} began. */
  void end(ResultOptions result) throws InetException {
    if (conversation != null) {
      conversation.finish();
    }
    if (waterfall != null) {
      var view = new WaterfallView(waterfall);
      if (result.json()) {
        around.tell(view.json());
      } else {
        view.lines(around.terminal().columns()).forEach(around::tell);
      }
      waterfall = null;
    }
    if (recording != null) {
      recording.close();
    }
  }
}
