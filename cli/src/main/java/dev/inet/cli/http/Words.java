package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The URLs of a command: those typed, then the lines of a file, read one at a time so that a
 * million cost no memory. Blank lines and those that begin with {@code #} are left out.
 */
final class Words implements Closeable {
  /** A longer line is no URL, and would fill the memory. */
  private static final int LONGEST = 1 << 20;

  private final Iterator<String> typed;
  private final @Nullable InputStream lines;
  private final String name;

  Words(List<String> typed, @Nullable String file, Surroundings around) throws InetException {
    this.typed = typed.iterator();
    this.name = file == null ? "" : file;
    try {
      this.lines =
          file == null
              ? null
              : new BufferedInputStream(
                  file.equals("-") ? around.input() : Files.newInputStream(around.path(file)));
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + name + "'", e);
    }
  }

  /** Returns the next one; {@code null} at the end. */
  synchronized @Nullable String next() throws InetException {
    if (typed.hasNext()) {
      return typed.next();
    }
    String line = line();
    while (line != null && (line.isEmpty() || line.startsWith("#"))) {
      line = line();
    }
    return line;
  }

  private @Nullable String line() throws InetException {
    if (lines == null) {
      return null;
    }
    var bytes = new ByteArrayOutputStream();
    try {
      int b = lines.read();
      if (b < 0) {
        return null;
      }
      for (; b >= 0 && b != '\n'; b = lines.read()) {
        bytes.write(b);
        if (bytes.size() > LONGEST) {
          throw new InetException(Failure.LOCAL_READ, "a line of '" + name + "' is too long");
        }
      }
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + name + "'", e);
    }
    return Characters.withoutMark(bytes.toString(StandardCharsets.UTF_8)).strip();
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
  }
}
