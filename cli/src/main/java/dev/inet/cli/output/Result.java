package dev.inet.cli.output;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of one operand: lines for people, JSON lines for programs, or bytes; all go where
 * {@code -o} and {@code -O} say. Nothing is opened before something is written.
 */
public final class Result implements Closeable {
  private static final int BUFFER = 16 * 1024;

  private final Surroundings around;
  private final Choice choice;
  private final Supplier<Progress> progress;
  private @Nullable Destination destination;
  private @Nullable OutputStream lines;

  /**
   * What the user chose.
   *
   * @param file the word after {@code -o}, {@code null} where there is none
   * @param remoteName whether {@code -O} was given
   * @param json whether {@code --json} was given
   * @param most the most bytes
   * @param goOn whether an earlier transfer is continued
   */
  public record Choice(
      @Nullable String file, boolean remoteName, boolean json, long most, boolean goOn) {}

  /** Writes bytes. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes them.
     *
     * @param out where to
     * @throws IOException where reading or writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Makes one.
   *
   * @param around where standard output is
   * @param choice what the user chose
   */
  public Result(Surroundings around, Choice choice) {
    this(around, choice, () -> new Progress(Progress.Style.NONE, false, text -> {}, 80));
  }

  /**
   * Makes one whose progress is shown.
   *
   * @param around where standard output is
   * @param choice what the user chose
   * @param progress where progress is told, made when bytes are expected
   */
  public Result(Surroundings around, Choice choice, Supplier<Progress> progress) {
    this.around = around;
    this.choice = choice;
    this.progress = progress;
  }

  /**
   * Shows how far the bytes are that {@link #open} or {@link #save} take from now on.
   *
   * @param what their name
   * @param size how many are to come; -1 where that is unknown
   */
  public void expect(String what, long size) {
    Progress shown = progress.get();
    if (destination != null && shown.isShown()) {
      destination.watchedBy(shown.begin(what, size));
    }
  }

  /**
   * As {@link #expect}, where the bytes go to a file or somebody asked for it: a reader behind a
   * pipe has the terminal to itself.
   *
   * @param what their name
   * @param size how many are to come; -1 where that is unknown
   */
  public void show(String what, long size) {
    if (isForFile() || progress.get().isAsked()) {
      expect(what, size);
    }
  }

  /** Returns whether the result is to be JSON. */
  public boolean isJson() {
    return choice.json();
  }

  /** Returns whether it goes to a terminal, as opposed to a file or a pipe. */
  public boolean isForTerminal() {
    return (choice.file() == null || choice.file().equals("-"))
        && !choice.remoteName()
        && around.terminal().isOutput();
  }

  /** Returns whether it is written to a file, as opposed to standard output. */
  public boolean isForFile() {
    return choice.file() == null ? choice.remoteName() : !choice.file().equals("-");
  }

  /** Returns whether {@code -o -} sends it to standard output. */
  public boolean isForStandardOutput() {
    return "-".equals(choice.file());
  }

  /** Returns whether something was written where it cannot be taken back. */
  public boolean isCommitted() {
    return destination != null && destination.file() == null && destination.isUsed();
  }

  /**
   * Writes bytes as they are: exact in a file or pipe, filtered text on a terminal.
   *
   * @param remoteName what {@code -O} calls the file; the last part of a path, decoded
   * @param body the bytes
   * @throws IOException where reading or writing fails
   */
  public void bytes(String remoteName, Body body) throws IOException {
    Destination to = open(remoteName);
    show(remoteName, -1);
    body.writeTo(to);
    finish();
  }

  /**
   * Opens the destination that {@code -o} and {@code -O} choose, else standard output.
   *
   * @param remoteName what {@code -O} calls the file
   * @return the destination; {@link #finish} ends it
   * @throws IOException where it cannot be opened
   */
  public Destination open(String remoteName) throws IOException {
    return open(remoteName, choice.remoteName());
  }

  /**
   * Opens the destination that {@code -o} and {@code -O} choose, for JSON: a terminal shows it a
   * member a line.
   *
   * @param remoteName what {@code -O} calls the file
   * @param coloured whether a terminal shows it in colours
   * @return the destination; {@link #finish} ends it
   * @throws IOException where it cannot be opened
   */
  public Destination openJson(String remoteName, boolean coloured) throws IOException {
    if (destination != null || !isForTerminal()) {
      return open(remoteName);
    }
    var view = new JsonView(new StandardOutput(around), coloured);
    destination = new Destination(view, null, null, choice.most());
    return destination;
  }

  /**
   * Opens the destination that {@code -o} chooses, else a file with the remote name.
   *
   * @param remoteName the name of the file
   * @return the destination; {@link #finish} ends it
   * @throws IOException where it cannot be opened
   */
  public Destination save(String remoteName) throws IOException {
    return open(remoteName, true);
  }

  /**
   * Returns the file that {@code -o} chooses, else one with the remote name; it is not opened.
   *
   * @param folder where the latter stands
   * @param remoteName the name of the file
   * @throws IOException where there is no such name
   */
  public Path file(Path folder, String remoteName) throws IOException {
    String chosen = choice.file();
    if (chosen != null && chosen.equals("-")) {
      throw new InetException(Failure.USAGE, "-o - is no file");
    }
    return chosen == null ? folder.resolve(FileNames.safe(remoteName)) : around.path(valid(chosen));
  }

  private Destination open(String remoteName, boolean named) throws IOException {
    if (destination != null) {
      throw new IllegalStateException("one result, one destination");
    }
    String chosen = choice.file();
    if (chosen == null && named) {
      chosen = FileNames.safe(remoteName);
    }
    destination =
        chosen == null || chosen.equals("-") ? standard() : file(around.path(valid(chosen)));
    return destination;
  }

  private static String valid(String typed) throws InetException {
    try {
      return Path.of(typed).toString();
    } catch (InvalidPathException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot write '" + typed + "': " + e.getReason(), e);
    }
  }

  private Destination standard() {
    OutputStream out = new StandardOutput(around);
    return around.terminal().isOutput()
        ? new Destination(new TerminalOutput(out), null, null, choice.most())
        : new Destination(out, null, null, new StandardChannel(around), choice.most());
  }

  private Destination file(Path file) throws IOException {
    // A device, a pipe or a socket cannot be renamed into place.
    boolean special = Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    if (special) {
      try {
        return new Destination(Files.newOutputStream(file), null, file, choice.most());
      } catch (IOException e) {
        throw PartFile.failed(file, e);
      }
    }
    PartFile part = PartFile.open(file, choice.goOn());
    return new Destination(Channels.newOutputStream(part.channel()), part, file, choice.most());
  }

  /**
   * Writes bytes that are one of many results, at once: exact in a file or pipe, filtered text on a
   * terminal.
   *
   * @param bytes the bytes
   * @throws IOException where they cannot be written
   */
  public void chunk(byte[] bytes) throws IOException {
    Destination to = destination == null ? open("") : destination;
    to.write(bytes);
    to.flush();
  }

  /**
   * Writes a line for people; control characters are shown by their numbers.
   *
   * @param text one line
   * @throws IOException where it cannot be written
   */
  public void line(String text) throws IOException {
    raw(PlainText.line(text));
  }

  /**
   * Writes an object as one line of JSON; a name whose value is {@code null} is left out.
   *
   * @param namesAndValues a name, its value, the next name and so on
   * @throws IOException where it cannot be written
   */
  public void json(@Nullable Object... namesAndValues) throws IOException {
    raw(Json.object(namesAndValues));
  }

  /**
   * Writes an object about the result as one line of JSON on standard output, also where the result
   * itself is in a file that {@code -o} names.
   *
   * @param namesAndValues a name, its value, the next name and so on
   * @throws IOException where it cannot be written
   */
  public void told(@Nullable Object... namesAndValues) throws IOException {
    OutputStream out = new StandardOutput(around);
    out.write((Json.object(namesAndValues) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void raw(String text) throws IOException {
    if (lines == null) {
      // Lines hold no control characters: they need no filter of the terminal's.
      Destination to =
          choice.file() == null || choice.file().equals("-")
              ? new Destination(new StandardOutput(around), null, null, choice.most())
              : open("");
      destination = to;
      lines = new BufferedOutputStream(to, BUFFER);
    }
    lines.write(text.getBytes(StandardCharsets.UTF_8));
    lines.write('\n');
  }

  /**
   * Sends on what is buffered, for results that trickle in.
   *
   * @throws IOException where it cannot be written
   */
  public void flush() throws IOException {
    if (lines != null) {
      lines.flush();
    }
  }

  /**
   * Ends the result: it is whole.
   *
   * @throws IOException where the last bytes cannot be written
   */
  public void finish() throws IOException {
    flush();
    if (destination != null) {
      Destination whole = destination;
      destination = null;
      lines = null;
      try (whole) {
        whole.finish();
      }
    }
  }

  /** Discards what is not whole. */
  @Override
  public void close() {
    if (destination != null) {
      try {
        // Lines that were found before the failure are results as well.
        flush();
      } catch (IOException e) {
        // The failure before is what is told.
      }
      destination.close();
      destination = null;
      lines = null;
    }
  }
}
