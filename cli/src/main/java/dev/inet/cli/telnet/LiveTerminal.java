package dev.inet.cli.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.telnet.TelnetOptions.Window;
import java.io.Closeable;
import java.io.IOException;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/**
 * The terminal of this process, whose modes follow what the peer agrees to. It is left as it was
 * found on every way out: at the end, after a crash, and when the process is told to end.
 */
final class LiveTerminal implements TerminalModes, Closeable {
  private final Terminal terminal;
  private final Attributes before;
  private final boolean keepsNewlines;
  private final AtomicBoolean left = new AtomicBoolean();
  private final Thread atExit = new Thread(this::leave, "leave-terminal");

  private LiveTerminal(Terminal terminal, boolean keepsNewlines) {
    this.terminal = terminal;
    this.before = terminal.getAttributes();
    this.keepsNewlines = keepsNewlines;
  }

  /**
   * Takes the terminal, and changes nothing yet.
   *
   * @param keepsNewlines whether lines of others, such as of {@code -v}, are shown between
   * @throws InetException as {@link Failure#USAGE} where it cannot be had
   */
  static LiveTerminal open(boolean keepsNewlines) throws InetException {
    try {
      Terminal terminal =
          TerminalBuilder.builder().system(true).dumb(false).graphemeCluster(false).build();
      var live = new LiveTerminal(terminal, keepsNewlines);
      Runtime.getRuntime().addShutdownHook(live.atExit);
      return live;
    } catch (IOException | IllegalStateException e) {
      throw new InetException(Failure.USAGE, "the terminal cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public void character() {
    Attributes raw = new Attributes(before);
    raw.setLocalFlags(
        EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN, LocalFlag.ISIG), false);
    raw.setInputFlags(EnumSet.of(InputFlag.IXON, InputFlag.ICRNL, InputFlag.INLCR), false);
    // What a full-screen program sends for "one row down" must not go to the first column.
    raw.setOutputFlag(OutputFlag.ONLCR, keepsNewlines);
    raw.setControlChar(ControlChar.VMIN, 1);
    raw.setControlChar(ControlChar.VTIME, 0);
    apply(raw);
  }

  @Override
  public void line(boolean echo, int escape) {
    Attributes edited = new Attributes(before);
    edited.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.IEXTEN), true);
    edited.setLocalFlag(LocalFlag.ECHO, echo);
    edited.setLocalFlag(LocalFlag.ISIG, false);
    edited.setInputFlag(InputFlag.ICRNL, true);
    // Both end a read in the middle of a line, so that they act at once.
    edited.setControlChar(ControlChar.VEOL, Math.max(0, escape));
    edited.setControlChar(ControlChar.VEOL2, INTERRUPT);
    apply(edited);
  }

  @Override
  public void prompt() {
    apply(before);
  }

  private void apply(Attributes attributes) {
    if (!left.get()) {
      terminal.setAttributes(attributes);
    }
  }

  @Override
  public Window window() {
    var size = terminal.getSize();
    return new Window(
        Math.min(0xffff, Math.max(0, size.getColumns())),
        Math.min(0xffff, Math.max(0, size.getRows())));
  }

  @Override
  public void onChange(Runnable resized, Runnable continued, Runnable interrupted) {
    terminal.handle(Signal.WINCH, signal -> resized.run());
    terminal.handle(Signal.CONT, signal -> continued.run());
    terminal.handle(Signal.INT, signal -> interrupted.run());
  }

  private void leave() {
    if (left.compareAndSet(false, true)) {
      terminal.setAttributes(before);
    }
  }

  @Override
  public void close() throws IOException {
    leave();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending; the hook finds nothing left to do.
    }
    terminal.close();
  }
}
