package dev.inet.cli.sandbox;

import dev.inet.cli.sandbox.Expectation.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one protocol, read from a text:
 *
 * <pre>
 * # What the next step shows
 * &amp; inet raw listen 0 --echo          runs beside the next command, which finds its {port}
 * $ inet raw connect localhost {port}  a command; {@link Placeholders} tells the names in braces
 * &lt; hello                              a line of its standard input
 * ? status 0                           its exit status (0 where none stands here)
 * ? stdout is hello                    all it wrote to standard output, or stderr
 * ? stdout contains ell                a part of it
 * ? file {tmp}/x contains hello        what a file holds; its name has no spaces
 * </pre>
 *
 * <p>A command beside another that expects a status is waited for, any other is stopped. Empty
 * lines mean nothing; anything else is refused with its place.
 *
 * @param name the protocol
 * @param steps what is shown, in order
 */
record TourFile(String name, List<Step> steps) {
  private static final String FOLDER = "/dev/inet/cli/tour/";
  private static final String CONTENTS = "contents";

  /** Returns the names of all tours, in the order in which they are shown. */
  static List<String> names() throws IOException {
    return text(CONTENTS).lines().filter(line -> !line.isBlank()).toList();
  }

  /** Reads one of {@link #names()}. */
  static TourFile named(String name) throws IOException {
    return parse(name, text(name + ".tour"));
  }

  private static String text(String file) throws IOException {
    try (InputStream in = TourFile.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + FOLDER + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException with file and line if it is not of the form above
   */
  static TourFile parse(String name, String text) {
    var reader = new Reader(name + ".tour");
    text.lines().forEach(reader::line);
    return new TourFile(name, reader.end());
  }

  private static final class Reader {
    private final String file;
    private final List<Step> steps = new ArrayList<>();
    private int number;
    private String title = "";
    private @Nullable Draft draft;

    Reader(String file) {
      this.file = file;
    }

    void line(String line) {
      number++;
      if (line.isBlank()) {
        return;
      }
      String rest = line.length() > 2 ? line.substring(2) : "";
      try {
        if (line.length() > 1 && line.charAt(1) != ' ') {
          throw new IllegalArgumentException("a space stands after the first character");
        }
        switch (line.charAt(0)) {
          case '#' -> {
            finish();
            title = rest.strip();
          }
          case '$', '&' -> {
            finish();
            draft = new Draft(file + ":" + number, title, line.charAt(0) == '&', rest);
            title = "";
          }
          case '<' -> draft().input.add(rest);
          case '?' -> draft().expect(rest);
          default -> throw new IllegalArgumentException("unknown directive '" + line + "'");
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage(), e);
      }
    }

    private Draft draft() {
      if (draft == null) {
        throw new IllegalArgumentException("no command stands before this");
      }
      return draft;
    }

    private void finish() {
      if (draft != null) {
        steps.add(draft.step());
        draft = null;
      }
    }

    List<Step> end() {
      finish();
      if (steps.isEmpty()) {
        throw new IllegalArgumentException(file + ": there are no steps");
      }
      Step last = steps.get(steps.size() - 1);
      if (last.isBeside()) {
        throw new IllegalArgumentException(last.place() + ": nothing runs beside this");
      }
      return List.copyOf(steps);
    }
  }

  /** A step whose lines are still being read. */
  private static final class Draft {
    private static final Map<String, Subject> STREAMS =
        Map.of("stdout", Subject.STDOUT, "stderr", Subject.STDERR);

    private final String place;
    private final String title;
    private final boolean isBeside;
    private final String typed;
    private final List<String> words;
    private final List<String> input = new ArrayList<>();
    private final List<Expectation> expectations = new ArrayList<>();
    private @Nullable Integer status;

    Draft(String place, String title, boolean isBeside, String typed) {
      this.place = place;
      this.title = title;
      this.isBeside = isBeside;
      this.typed = typed.strip();
      List<String> all = CommandWords.split(typed);
      if (all.size() < 2 || !all.get(0).equals("inet")) {
        throw new IllegalArgumentException("a command begins with 'inet' and a word");
      }
      this.words = all.subList(1, all.size());
    }

    void expect(String text) {
      String[] parts = text.split(" ", 3);
      Subject stream = STREAMS.get(parts[0]);
      if (parts[0].equals("status") && parts.length == 2 && parts[1].matches("[0-9]{1,3}")) {
        if (status != null) {
          throw new IllegalArgumentException("a second status");
        }
        status = Integer.valueOf(parts[1]);
      } else if (stream != null && parts.length > 1) {
        add(stream, "", parts[1], parts.length > 2 ? parts[2] : "", text);
      } else if (parts[0].equals("file") && parts.length == 3) {
        String[] last = parts[2].split(" ", 2);
        add(Subject.FILE, parts[1], last[0], last.length > 1 ? last[1] : "", text);
      } else {
        throw unknown(text);
      }
    }

    private void add(Subject subject, String path, String relation, String wanted, String text) {
      boolean isWhole = relation.equals("is");
      // Everything contains nothing: such a line would be no test.
      if (!isWhole && (!relation.equals("contains") || wanted.isEmpty())) {
        throw unknown(text);
      }
      expectations.add(new Expectation(subject, path, isWhole, wanted));
    }

    private static IllegalArgumentException unknown(String text) {
      return new IllegalArgumentException(
          "unknown expectation '"
              + text
              + "'; there are: status N; stdout, stderr or file PATH, then is or contains, then TEXT");
    }

    Step step() {
      Integer expected = status == null && !isBeside ? Integer.valueOf(0) : status;
      return new Step(
          place,
          title,
          isBeside,
          typed,
          List.copyOf(words),
          List.copyOf(input),
          expected,
          List.copyOf(expectations));
    }
  }
}
