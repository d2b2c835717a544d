package dev.inet.cli.telnet;

import dev.inet.core.InetException;
import dev.inet.telnet.TelnetClient;
import dev.inet.telnet.TelnetControl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A terminal joined to a server. Keys go out at once where the server shows them, else as lines
 * that are edited here. What the server sends reaches the terminal as it is, control characters
 * too: that is what a terminal is for.
 */
final class Session {
  /** The usual escape, Ctrl-]. */
  static final int CTRL_BRACKET = ']' - '@';

  private static final int END_OF_INPUT = 'D' - '@';

  /** A terminal that is gone is at its end for ever. */
  private static final int MOST_ENDS = 3;

  private final TelnetClient client;
  private final TerminalModes terminal;
  private final InputStream keys;
  private final OutputStream screen;
  private final OutputStream output;
  private final EscapePrompt prompt;

  /** Held while our own prompt is on the screen. */
  private final ReentrantLock showing = new ReentrantLock();

  private final boolean follows;
  private volatile int escape;
  private volatile Mode mode = Mode.AUTO;
  private volatile boolean crLf;
  private volatile @Nullable Boolean localEcho;
  private volatile boolean quitting;
  private volatile boolean atPrompt;
  private volatile @Nullable IOException failure;

  /** When keys go out. */
  enum Mode {
    /** As the server has it. */
    AUTO,
    /** At once. */
    CHARACTER,
    /** As lines. */
    LINE
  }

  /**
   * Makes one.
   *
   * @param keys what is typed
   * @param screen the terminal
   * @param output where goes what the server says: the terminal, and perhaps a file
   * @param escape the key that leads to our prompt; -1 for none
   * @param follows whether the server is told of a new size of the window
   */
  Session(
      TelnetClient client,
      TerminalModes terminal,
      InputStream keys,
      OutputStream screen,
      OutputStream output,
      int escape,
      boolean follows) {
    this.client = client;
    this.terminal = terminal;
    this.keys = keys;
    this.screen = screen;
    this.output = output;
    this.escape = escape;
    this.follows = follows;
    this.prompt = new EscapePrompt(this, client);
  }

  /** Joins the two until the server ends or the user quits. */
  void run() throws IOException {
    terminal.onChange(this::resized, this::applyMode, this::interrupted);
    applyMode();
    resized();
    Thread typing = new Thread(this::type, "inet-keys");
    typing.setDaemon(true);
    typing.start();
    try {
      boolean ended = client.pass(new Shown(), Duration.ZERO, this::applyMode);
      assert ended;
    } catch (IOException e) {
      IOException first = failure;
      if (first != null) {
        throw first;
      }
      if (!quitting) {
        throw e;
      }
    }
  }

  /** The terminal, while our prompt is not on it. */
  private final class Shown extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      showing.lock();
      try {
        output.write(bytes, from, count);
      } finally {
        showing.unlock();
      }
    }

    @Override
    public void flush() throws IOException {
      output.flush();
    }
  }

  // --- modes

  boolean isCharacterMode() {
    return switch (mode) {
      case AUTO -> client.isCharacterMode();
      case CHARACTER -> true;
      case LINE -> false;
    };
  }

  boolean echoes() {
    Boolean chosen = localEcho;
    return chosen == null ? !client.isRemoteEcho() : chosen;
  }

  private void applyMode() {
    if (atPrompt || quitting) {
      return;
    }
    if (isCharacterMode()) {
      terminal.character();
    } else {
      terminal.line(echoes(), escape);
    }
  }

  private void resized() {
    if (!follows) {
      return;
    }
    try {
      client.resize(terminal.window());
    } catch (IOException e) {
      // Whoever reads finds out that the connection is gone.
    }
  }

  private void interrupted() {
    if (atPrompt) {
      try {
        say("\r\n" + EscapePrompt.PROMPT);
      } catch (IOException e) {
        // The terminal is gone; whoever reads keys finds out.
      }
    }
  }

  // --- keys

  private void type() {
    byte[] typed = new byte[4096];
    int ends = 0;
    try {
      while (!quitting) {
        int n = keys.read(typed);
        if (n > 0) {
          ends = 0;
          typed(typed, n);
        } else if (++ends >= MOST_ENDS) {
          quit();
        } else {
          end();
        }
      }
    } catch (InetException e) {
      failure = e;
      quit();
    } catch (IOException e) {
      quit();
    }
  }

  /** The end of the input at the start of a line. */
  private void end() throws IOException {
    if (client.isNegotiated()) {
      client.send(new byte[] {END_OF_INPUT});
    } else {
      client.finish();
    }
  }

  private void typed(byte[] typed, int count) throws IOException {
    int from = 0;
    for (int i = 0; i < count; i++) {
      boolean line = !isCharacterMode();
      if (typed[i] == escape) {
        send(typed, from, i, line);
        from = i + 1;
        // What was typed ahead belongs to the prompt.
        prompt(typed, from, count);
        return;
      }
      if (line && typed[i] == TerminalModes.INTERRUPT) {
        // The line so far is forgotten, as a terminal does.
        from = i + 1;
        client.send(TelnetControl.IP);
      }
    }
    send(typed, from, count, !isCharacterMode());
  }

  private void send(byte[] typed, int from, int to, boolean line) throws IOException {
    if (from >= to) {
      return;
    }
    var text = new ByteArrayOutputStream(to - from + 2);
    for (int i = from; i < to; i++) {
      text.write(typed[i]);
      if (!line && crLf && typed[i] == '\r') {
        text.write('\n');
      }
    }
    if (!line && echoes()) {
      showing.lock();
      try {
        screen.write(
            text.toString(StandardCharsets.UTF_8)
                .replace("\r", "\r\n")
                .getBytes(StandardCharsets.UTF_8));
        screen.flush();
      } finally {
        showing.unlock();
      }
    }
    var charset = client.charset();
    client.send(
        charset.equals(StandardCharsets.UTF_8)
            ? text.toByteArray()
            : text.toString(StandardCharsets.UTF_8).getBytes(charset));
  }

  private void prompt(byte[] typed, int from, int to) throws IOException {
    showing.lock();
    try {
      atPrompt = true;
      terminal.prompt();
      var ahead = new ByteArrayInputStream(typed, from, to - from);
      prompt.run(new SequenceInputStream(ahead, keys));
    } finally {
      atPrompt = false;
      showing.unlock();
    }
    applyMode();
  }

  // --- what the prompt does

  void say(String text) throws IOException {
    screen.write(text.getBytes(StandardCharsets.UTF_8));
    screen.flush();
  }

  void quit() {
    quitting = true;
    try {
      client.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  boolean isQuitting() {
    return quitting;
  }

  void mode(Mode value) {
    mode = value;
  }

  Mode mode() {
    return mode;
  }

  boolean toggleCrLf() {
    crLf = !crLf;
    return crLf;
  }

  boolean toggleEcho() {
    boolean now = !echoes();
    localEcho = now;
    return now;
  }

  int escape() {
    return escape;
  }

  void escape(int value) {
    escape = value;
  }
}
