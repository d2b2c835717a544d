package dev.inet.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The text of a {@code .chat} script, one list of steps for each connection. */
final class Script {
  /** A step of a conversation. */
  interface Step {
    void play(Conversation conversation) throws IOException;
  }

  private final List<List<Step>> connections = new ArrayList<>();

  private Script() {
    connections.add(new ArrayList<>());
  }

  List<List<Step>> connections() {
    return connections;
  }

  /**
   * Reads a script.
   *
   * @throws IllegalArgumentException if a line is none of a script; it names the line
   */
  static Script parse(String text) {
    Script script = new Script();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        script.add(line);
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "line " + number + " of the script: " + line + ": " + e.getMessage(), e);
      }
    }
    return script;
  }

  private void add(String line) {
    String stripped = line.strip();
    if (stripped.isEmpty() || stripped.startsWith("#")) {
      return;
    }
    if (stripped.equals("== NEXT")) {
      connections.add(new ArrayList<>());
      return;
    }
    connections.get(connections.size() - 1).add(step(line.stripLeading()));
  }

  private static Step step(String line) {
    if (line.startsWith("S:")) {
      return sending(after(line));
    }
    if (line.startsWith("C:")) {
      return expecting(after(line));
    }
    return switch (line.strip()) {
      case "== TLS" -> Conversation::secure;
      case "== CLOSE" -> Conversation::close;
      case "== RESET" -> Conversation::reset;
      case "== STALL" -> Conversation::stall;
      case "== NEVER-READ" -> Conversation::neverRead;
      case "== EXPECT-CLOSE" -> Conversation::expectClose;
      default ->
          throw new IllegalArgumentException(
              "neither S: nor C: nor == TLS, CLOSE, RESET, STALL, NEVER-READ, EXPECT-CLOSE, NEXT");
    };
  }

  /** What stands after the colon and one blank. */
  private static String after(String line) {
    return line.startsWith(" ", 2) ? line.substring(3) : line.substring(2);
  }

  private static Step sending(String text) {
    boolean whole = !isOpen(text);
    String raw =
        whole ? Escapes.raw(text) + "\r\n" : Escapes.raw(text.substring(0, text.length() - 1));
    return conversation -> conversation.say(raw, text);
  }

  /** Tells whether a text ends in a backslash of its own, which means: no end of line. */
  private static boolean isOpen(String text) {
    int backslashes = 0;
    while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private static Step expecting(String text) {
    if (text.matches("\\{bytes:\\d{1,9}\\}")) {
      int count = Integer.parseInt(text.substring("{bytes:".length(), text.length() - 1));
      return conversation -> conversation.expectBytes(count);
    }
    if (text.startsWith("{until:") && text.endsWith("}")) {
      String last = text.substring("{until:".length(), text.length() - 1);
      return conversation -> conversation.expectUntil(last);
    }
    Escapes.pattern(text);
    return conversation -> conversation.expect(text);
  }
}
