package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.output.PlainText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The session of a person: a line with history and completion of remote names. Ctrl-C ends what is
 * going on and not the session; Ctrl-D ends that.
 */
final class ShellTerminal {
  private final ShellSession shell;
  private final Surroundings around;
  private volatile @Nullable Thread working;

  ShellTerminal(ShellSession shell, Surroundings around) {
    this.shell = shell;
    this.around = around;
  }

  int run() throws IOException {
    try (Terminal terminal =
        TerminalBuilder.builder().system(true).dumb(true).graphemeCluster(false).build()) {
      sized(terminal);
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("inet")
              .completer((from, line, to) -> complete(terminal, line, to))
              .variable(LineReader.HISTORY_FILE, history())
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      shell.history(() -> lines(reader.getHistory()));
      terminal.handle(Signal.INT, signal -> interrupt());
      while (true) {
        String line;
        try {
          line = reader.readLine("ftp:" + PlainText.line(shell.prompt()) + "> ");
        } catch (UserInterruptException e) {
          continue;
        } catch (EndOfFileException e) {
          return ExitCode.DONE;
        }
        if (!does(line)) {
          return ExitCode.DONE;
        }
      }
    } catch (IllegalStateException e) {
      throw new InetException(Failure.USAGE, "the terminal cannot be used: " + e.getMessage(), e);
    }
  }

  /** A terminal without a size (a container's, a script's) has no room to show what is typed. */
  static void sized(Terminal terminal) {
    if (terminal.getRows() == 0 || terminal.getColumns() == 0) {
      terminal.setSize(Size.of(80, 24));
    }
  }

  private static List<String> lines(History history) {
    var lines = new ArrayList<String>();
    for (History.Entry entry : history) {
      lines.add(String.format(Locale.ROOT, "%5d  %s", entry.index() + 1, entry.line()));
    }
    return lines;
  }

  private boolean does(String line) throws IOException {
    working = Thread.currentThread();
    try {
      return shell.run(line);
    } catch (InterruptedIOException e) {
      around.tell("interrupted");
    } catch (InetException e) {
      String hint = e.hint().map(text -> " (" + text + ")").orElse("");
      around.tell(PlainText.line(e.getMessage() + hint));
    } finally {
      working = null;
      // One that came too late must not end the next command.
      Thread.interrupted();
      shell.flush();
    }
    return true;
  }

  private void interrupt() {
    Thread thread = working;
    if (thread != null) {
      shell.interrupt(thread);
    }
  }

  private void complete(Terminal terminal, ParsedLine line, List<Candidate> to) {
    // While a line is edited Ctrl-C is a key like others, and nobody reads keys now: a server that
    // does not answer would keep the user from everything.
    Attributes editing = terminal.getAttributes();
    Attributes waiting = new Attributes(editing);
    waiting.setLocalFlag(LocalFlag.ISIG, true);
    SignalHandler before = terminal.handle(Signal.INT, signal -> interrupt());
    terminal.setAttributes(waiting);
    working = Thread.currentThread();
    try {
      for (String path : shell.completions(line.words(), line.wordIndex())) {
        // A name that would drive the terminal is not offered.
        if (PlainText.line(path).equals(path)) {
          boolean folder = path.endsWith("/");
          to.add(new Candidate(path, path, null, null, null, null, !folder));
        }
      }
    } finally {
      working = null;
      Thread.interrupted();
      terminal.setAttributes(editing);
      terminal.handle(Signal.INT, before);
    }
  }

  /** Commands are kept; none of them holds a password. */
  private Path history() {
    String state = around.variable("XDG_STATE_HOME");
    String home = around.variable("HOME");
    Path folder =
        state != null
            ? Path.of(state, "inet")
            : Path.of(home == null ? "." : home, ".local", "state", "inet");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      // Then there is no history after this session.
      return Path.of("/dev/null");
    }
    return folder.resolve("ftp-history");
  }
}
