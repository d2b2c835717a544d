package dev.inet.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a command touches of the process it runs in; injected, so that a test needs no
 * process. Streams carry bytes and have no buffer: who writes small pieces wraps them.
 *
 * @param input standard input
 * @param output standard output; carries results and nothing else
 * @param errors standard error
 * @param environment the variables
 * @param directory the folder that relative paths start from
 * @param terminal what is known about the terminal
 */
public record Surroundings(
    InputStream input,
    OutputStream output,
    OutputStream errors,
    Map<String, String> environment,
    Path directory,
    Terminal terminal) {
  /** None at all: for commands that are looked at and never run. */
  public static final Surroundings NOWHERE =
      new Surroundings(
          InputStream.nullInputStream(),
          OutputStream.nullOutputStream(),
          OutputStream.nullOutputStream(),
          Map.of(),
          Path.of(""),
          Terminal.NONE);

  /** Returns those of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        new Input(),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.getenv(),
        Path.of(""),
        new SystemTerminal());
  }

  /**
   * Standard input, which may be a pipe: Java 17's {@link FileInputStream} asks for its place in
   * the file before it reads all of it, and a pipe has none.
   */
  private static final class Input extends FilterInputStream {
    private final FileInputStream file;

    Input() {
      this(new FileInputStream(FileDescriptor.in));
    }

    private Input(FileInputStream file) {
      super(file);
      this.file = file;
    }
  }

  /** Returns standard input as a channel: the file's or pipe's own, whose bytes pass no array. */
  public ReadableByteChannel inputChannel() {
    return input instanceof Input process ? process.file.getChannel() : Channels.newChannel(input);
  }

  /**
   * Returns the value of a variable; {@code null} where it is unset or empty.
   *
   * @param name its name
   */
  public @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /**
   * Returns a path as the user means it: relative to the working directory.
   *
   * @param typed what was typed
   */
  public Path path(String typed) {
    return directory.resolve(Objects.requireNonNull(typed));
  }

  /**
   * Writes text to standard error as it stands; a failure is ignored, as by {@link #tell}.
   *
   * @param text the text, with what moves the cursor
   */
  public void draw(String text) {
    try {
      errors.write(text.getBytes(StandardCharsets.UTF_8));
      errors.flush();
    } catch (IOException e) {
      // Standard error is closed: nobody watches.
    }
  }

  /**
   * Writes a line to standard error. A failure to do so is nowhere to be told, so it is ignored.
   *
   * @param line the line without its end; the caller has removed control characters
   */
  public void tell(String line) {
    // One write a line: lines of several threads and processes do not mix.
    draw(line + "\n");
  }
}
