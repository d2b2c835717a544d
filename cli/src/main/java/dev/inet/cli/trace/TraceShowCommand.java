package dev.inet.cli.trace;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.ResultOptions;
import dev.inet.cli.output.Conversation;
import dev.inet.cli.output.Lines;
import dev.inet.cli.output.PlainText;
import dev.inet.core.InetException;
import dev.inet.core.trace.Event;
import dev.inet.core.trace.Recording;
import dev.inet.core.trace.RecordingReader;
import dev.inet.core.trace.Trace;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a recording as {@code -v} prints what happens. */
@Command(
    description = "Prints a recorded conversation, with times in seconds since its beginning.",
    footer = {
      "",
      "Examples:",
      "  inet trace show talk.jsonl",
      "  inet trace show --connection 2 --hex talk.jsonl",
      "  inet trace show --json talk.jsonl"
    })
final class TraceShowCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final ResultOptions result;

  @Option(
      names = "--connection",
      paramLabel = "N",
      description = "Only this connection (default: all).")
  private @Nullable Long connection;

  @Option(names = "--hex", description = "Print binary as hex.")
  private boolean hex;

  @Parameters(paramLabel = "FILE|-", description = "What --trace wrote; -: standard input.")
  private String file = "";

  private @Nullable InetException bad;

  TraceShowCommand(Surroundings around) {
    this.around = around;
    this.result = new ResultOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    try (RecordingReader reader = opened()) {
      Lines out = new Lines(around);
      if (result.json()) {
        show(reader, event -> out.print(Recording.json(event)));
      } else {
        out.print("recorded by " + PlainText.line(reader.program()) + " at " + reader.start());
        Conversation conversation = new Conversation(out::print, hex, true);
        show(reader, conversation);
        conversation.finish();
      }
      out.flush();
    }
    if (bad != null) {
      throw bad;
    }
    return ExitCode.DONE;
  }

  private RecordingReader opened() throws InetException {
    return file.equals("-")
        ? Recording.read(around.input(), file)
        : Recording.read(around.path(file));
  }

  /** Shows each event; a line that a crash cut off must not hide what stands behind it. */
  private void show(RecordingReader reader, Trace view) {
    while (true) {
      try {
        Optional<Event> event = reader.next();
        if (event.isEmpty()) {
          return;
        }
        if (connection == null || event.get().connection() == connection) {
          view.on(event.get());
        }
      } catch (InetException e) {
        bad = bad == null ? e : bad;
      }
    }
  }
}
