package dev.inet.cli.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a text that a command leaves behind shall be or contain. Line ends count as LF, and the last
 * one does not count.
 *
 * @param subject which text
 * @param path the file, with its placeholders; empty for a stream
 * @param isWhole whether the text shall be this, and not only contain it
 * @param text what is expected, with its placeholders
 */
record Expectation(Subject subject, String path, boolean isWhole, String text) {
  /** What is looked at; a larger file is none that a tour makes. */
  private static final long MOST = 1 << 20;

  /** A text that a command leaves behind. */
  enum Subject {
    STDOUT,
    STDERR,
    FILE
  }

  /** Returns what is not as it should be. */
  Optional<String> complaint(Outcome outcome, Placeholders places) {
    String found;
    String name;
    switch (subject) {
      case STDOUT -> {
        name = "stdout";
        found = outcome.out();
      }
      case STDERR -> {
        name = "stderr";
        found = outcome.err();
      }
      default -> {
        name = places.fill(path);
        Path file = Path.of(name);
        try {
          if (!Files.isRegularFile(file) || Files.size(file) > MOST) {
            return Optional.of(name + " is no file of reasonable size");
          }
          found = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
          return Optional.of(name + " cannot be read: " + e.getMessage());
        }
      }
    }
    String seen = found.replace("\r\n", "\n");
    seen = seen.endsWith("\n") ? seen.substring(0, seen.length() - 1) : seen;
    String wanted = places.fill(text);
    boolean isMet = isWhole ? seen.equals(wanted) : seen.contains(wanted);
    return isMet
        ? Optional.empty()
        : Optional.of(name + (isWhole ? " is not '" : " does not contain '") + wanted + "'");
  }
}
