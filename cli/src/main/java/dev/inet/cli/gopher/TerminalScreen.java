package dev.inet.cli.gopher;

import dev.inet.cli.output.PlainText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/**
 * The terminal as a screen, by JLine. It is left as it was found on every way out: at the end,
 * after a crash, and when the process is told to end.
 */
final class TerminalScreen implements Screen, Closeable {
  private static final String ENTER_SCREEN = "\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J";
  private static final String LEAVE_SCREEN = "\u001b[0m\u001b[?25h\u001b[?1049l";

  /** How long a wait for a key lasts before signals are looked at, in milliseconds. */
  private static final long GLANCE = 100;

  /** An escape sequence comes in one go; the escape key alone is followed by nothing. */
  private static final long SEQUENCE = 50;

  private final Terminal terminal;
  private final Attributes before;
  private final NonBlockingReader keys;
  private final AtomicBoolean left = new AtomicBoolean();
  private final Thread atExit = new Thread(this::leave, "leave-screen");
  private volatile boolean resized;
  private volatile boolean interrupted;
  private volatile @Nullable Thread working;
  private List<String> page = List.of();
  private int pageMark;

  private TerminalScreen(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.enterRawMode();
    this.keys = terminal.reader();
    Attributes raw = terminal.getAttributes();
    // Ctrl-C stays a signal: while something loads nobody reads keys. Others would only suspend us
    // with the screen taken, or make the JVM print its threads over it.
    raw.setLocalFlag(LocalFlag.ISIG, true);
    raw.setControlChar(ControlChar.VQUIT, 0);
    raw.setControlChar(ControlChar.VSUSP, 0);
    terminal.setAttributes(raw);
  }

  static TerminalScreen open() throws InetException {
    try {
      var screen =
          new TerminalScreen(
              TerminalBuilder.builder().system(true).dumb(false).graphemeCluster(false).build());
      screen.enter();
      return screen;
    } catch (IOException | IllegalStateException e) {
      throw new InetException(Failure.USAGE, "the terminal cannot be used: " + e.getMessage(), e);
    }
  }

  private void enter() {
    Runtime.getRuntime().addShutdownHook(atExit);
    terminal.handle(Signal.WINCH, signal -> resized = true);
    terminal.handle(Signal.INT, signal -> interrupt());
    terminal.writer().write(ENTER_SCREEN);
    terminal.flush();
  }

  private void interrupt() {
    Thread worker = working;
    if (worker == null) {
      interrupted = true;
    } else {
      worker.interrupt();
    }
  }

  private void leave() {
    if (left.compareAndSet(false, true)) {
      terminal.writer().write(LEAVE_SCREEN);
      terminal.flush();
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

  @Override
  public int key() {
    try {
      while (true) {
        if (interrupted) {
          return QUIT;
        }
        if (resized) {
          resized = false;
          return RESIZED;
        }
        int c = keys.read(GLANCE);
        if (c == NonBlockingReader.EOF) {
          return QUIT;
        }
        if (c != NonBlockingReader.READ_EXPIRED) {
          return known(c);
        }
      }
    } catch (IOException e) {
      return QUIT;
    }
  }

  private int known(int c) throws IOException {
    return switch (c) {
      case '\r' -> ENTER;
      case '\b' -> BACKSPACE;
      case ESCAPE -> sequence();
      default ->
          Character.isHighSurrogate((char) c)
              ? Character.toCodePoint((char) c, (char) keys.read(SEQUENCE))
              : c;
    };
  }

  /** Reads what follows an escape: {@code [A}, {@code OA}, {@code [5~} and the like. */
  private int sequence() throws IOException {
    int kind = keys.read(SEQUENCE);
    if (kind != '[' && kind != 'O') {
      return ESCAPE;
    }
    int c = keys.read(SEQUENCE);
    int number = 0;
    while (c >= '0' && c <= '9' || c == ';') {
      number = c == ';' ? number : Math.min(999, number * 10 + c - '0');
      c = keys.read(SEQUENCE);
    }
    return switch (c) {
      case 'A' -> UP;
      case 'B' -> DOWN;
      case 'C' -> RIGHT;
      case 'D' -> LEFT;
      case 'H' -> HOME;
      case 'F' -> END;
      case '~' ->
          switch (number) {
            case 1, 7 -> HOME;
            case 4, 8 -> END;
            case 5 -> PAGE_UP;
            case 6 -> PAGE_DOWN;
            default -> RESIZED;
          };
      default -> RESIZED;
    };
  }

  @Override
  public int rows() {
    return room(terminal.getSize().getRows(), 3, 24);
  }

  @Override
  public int columns() {
    return room(terminal.getSize().getColumns(), 10, 80);
  }

  /** A terminal that tells no size (a container's, a script's) has the usual one. */
  static int room(int told, int least, int usual) {
    return told == 0 ? usual : Math.max(least, told);
  }

  @Override
  public void show(List<String> lines, int marked, String status) {
    page = lines;
    pageMark = marked;
    var out = new StringBuilder("\u001b[?25l\u001b[H");
    int columns = columns();
    for (int row = 0; row < rows() - 1; row++) {
      String line = row < lines.size() ? cut(lines.get(row), columns) : "";
      out.append(row == marked ? "\u001b[7m" + line + "\u001b[0m" : line).append("\u001b[K\r\n");
    }
    out.append("\u001b[7m").append(filled(cut(status, columns - 1), columns - 1));
    out.append("\u001b[0m\u001b[K");
    terminal.writer().write(out.toString());
    terminal.flush();
  }

  private static String filled(String text, int columns) {
    int width = new AttributedString(text).columnLength();
    return text + " ".repeat(Math.max(0, columns - width));
  }

  /** Cuts by columns, not by characters: a Chinese one takes two. */
  private static String cut(String line, int columns) {
    String clean = PlainText.line(line);
    var text = new AttributedString(clean);
    return text.columnLength() <= columns ? clean : text.columnSubSequence(0, columns).toString();
  }

  @Override
  public @Nullable String ask(String question, String answer) {
    var typed = new StringBuilder(answer);
    while (true) {
      String shown = PlainText.line(question + typed);
      int room = columns() - 2;
      String end = shown.length() > room ? shown.substring(shown.length() - room) : shown;
      terminal.writer().write("\u001b[" + rows() + ";1H" + end + "\u001b[K\u001b[?25h");
      terminal.flush();
      int key = key();
      if (key == ENTER) {
        return typed.toString();
      }
      if (key == ESCAPE || key == QUIT || key == 'G' - '@') {
        // Ctrl-C ends the question, not the program.
        interrupted = false;
        return null;
      }
      if (key == RESIZED) {
        show(page, pageMark, "");
      } else if (key == 'U' - '@') {
        typed.setLength(0);
      } else if (key == BACKSPACE) {
        if (typed.length() > 0) {
          typed.setLength(typed.offsetByCodePoints(typed.length(), -1));
        }
      } else if (key >= ' ' && key < UP) {
        typed.appendCodePoint(key);
      }
    }
  }

  @Override
  public <T> T interruptibly(Work<T> work) throws IOException {
    working = Thread.currentThread();
    try {
      return work.run();
    } finally {
      working = null;
      // An interrupt that came too late must not end the next wait.
      Thread.interrupted();
    }
  }
}
