package dev.inet.cli;

import dev.inet.core.Secret;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of this process, asked by the cheapest means: no terminal library is loaded, since
 * that alone takes longer than most commands.
 */
final class SystemTerminal implements Terminal {
  private static final File TTY = new File("/dev/tty");
  private static final int LONGEST_SECRET = 64 * 1024;

  private int columns;

  @Override
  public boolean isInput() {
    return isTerminal(0);
  }

  @Override
  public boolean isOutput() {
    return isTerminal(1);
  }

  @Override
  public boolean isOutputPipe() {
    String device = device(1);
    return device != null && (device.startsWith("pipe:") || device.startsWith("socket:"));
  }

  @Override
  public boolean isErrors() {
    return isTerminal(2);
  }

  @SuppressWarnings("SystemConsoleNull") // asked for only where there is no /proc
  private static boolean isTerminal(int descriptor) {
    String device = device(descriptor);
    if (device == null) {
      // The JDK knows only whether both input and output are a terminal.
      return descriptor < 2 && !Files.exists(Path.of("/proc/self/fd")) && console() != null;
    }
    return device.startsWith("/dev/pts/")
        || device.startsWith("/dev/tty")
        || device.equals("/dev/console");
  }

  /** Returns what a descriptor is; {@code null} where it is closed or the system does not tell. */
  private static @Nullable String device(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /** Returns the JDK's console where somebody sits at it; from Java 22 on there is always one. */
  @SuppressWarnings("SystemConsoleNull")
  private static @Nullable Console console() {
    Console console = System.console();
    try {
      boolean attended =
          console != null && (boolean) Console.class.getMethod("isTerminal").invoke(console);
      return attended ? console : null;
    } catch (ReflectiveOperationException e) {
      return console;
    }
  }

  @Override
  public int columns() {
    if (columns == 0) {
      columns = askColumns();
    }
    return columns;
  }

  private static int askColumns() {
    String typed = System.getenv("COLUMNS");
    String size = typed != null ? "0 " + typed : stty("size");
    if (size != null) {
      try {
        int width = Integer.parseInt(size.strip().substring(size.strip().indexOf(' ') + 1));
        if (width >= 20 && width <= 10_000) {
          return width;
        }
      } catch (NumberFormatException e) {
        // Not a size: the usual width will do.
      }
    }
    return 80;
  }

  @Override
  @SuppressWarnings("SystemConsoleNull") // where it is no terminal it answers null itself
  public Optional<Secret> readSecret(String prompt) {
    String before = stty("-g");
    if (before == null) {
      Console console = console();
      char[] typed = console == null ? null : console.readPassword("%s", prompt);
      return typed == null ? Optional.empty() : Optional.of(Secret.of(new String(typed)));
    }
    String settings = before.strip();
    // A terminal without echo is of no use to the shell that comes after an interrupt.
    Thread restore = new Thread(() -> stty(settings), "restore-terminal");
    Runtime.getRuntime().addShutdownHook(restore);
    try (InputStream in = new FileInputStream(TTY);
        OutputStream out = new FileOutputStream(TTY)) {
      stty("-echo");
      out.write(prompt.getBytes(StandardCharsets.UTF_8));
      Optional<Secret> answer = line(in);
      out.write('\n');
      return answer;
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      stty(settings);
      try {
        Runtime.getRuntime().removeShutdownHook(restore);
      } catch (IllegalStateException e) {
        // The process is ending; the hook does its work.
      }
    }
  }

  private static Optional<Secret> line(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    int b;
    while ((b = in.read()) >= 0 && b != '\n' && bytes.size() < LONGEST_SECRET) {
      bytes.write(b);
    }
    return b < 0 && bytes.size() == 0
        ? Optional.empty()
        : Optional.of(Secret.of(bytes.toString(StandardCharsets.UTF_8)));
  }

  /** Runs stty on the controlling terminal; {@code null} where there is none. */
  private static @Nullable String stty(String argument) {
    if (!TTY.canRead()) {
      return null;
    }
    try {
      Process process =
          new ProcessBuilder("stty", argument)
              .redirectInput(TTY)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      byte[] said = process.getInputStream().readNBytes(1024);
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroy();
        return null;
      }
      return process.exitValue() == 0 ? new String(said, StandardCharsets.US_ASCII) : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
