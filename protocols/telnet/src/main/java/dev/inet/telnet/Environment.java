package dev.inet.telnet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The content of NEW-ENVIRON subnegotiations (RFC 1572). */
final class Environment {
  private static final int VAR = 0;
  private static final int VALUE = 1;
  private static final int ESC = 2;
  private static final int USERVAR = 3;

  /** The names that every peer knows; all others are the user's own. */
  private static final Set<String> WELL_KNOWN =
      Set.of("USER", "JOB", "ACCT", "PRINTER", "SYSTEMTYPE", "DISPLAY");

  private Environment() {}

  /** A question for one name, or for all of a kind where the name is empty. */
  private record Question(int kind, String name) {}

  /**
   * Answers a SEND.
   *
   * @param variables what may be told; a name that is not among them is answered as one that does
   *     not exist, whatever the process has
   * @param request the subnegotiation, SEND first
   * @return what follows IS
   */
  static byte[] answer(Map<String, String> variables, byte[] request) {
    var out = new ByteArrayOutputStream();
    Set<Question> questions = questions(request);
    if (questions.isEmpty()) {
      questions.add(new Question(VAR, ""));
      questions.add(new Question(USERVAR, ""));
    }
    for (Question question : questions) {
      if (!question.name().isEmpty()) {
        tell(question.kind(), question.name(), variables, out);
        continue;
      }
      for (String name : variables.keySet()) {
        if (kind(name) == question.kind()) {
          tell(question.kind(), name, variables, out);
        }
      }
    }
    return out.toByteArray();
  }

  private static int kind(String name) {
    return WELL_KNOWN.contains(name) ? VAR : USERVAR;
  }

  /** Returns each question once: a request that repeats one would be answered by megabytes. */
  private static Set<Question> questions(byte[] request) {
    var questions = new LinkedHashSet<Question>();
    var name = new ByteArrayOutputStream();
    int kind = -1;
    for (int i = 1; i < request.length; i++) {
      int b = request[i];
      if (b == VAR || b == USERVAR) {
        add(questions, kind, name);
        kind = b;
      } else if (b == ESC && i + 1 < request.length) {
        name.write(request[++i]);
      } else {
        name.write(b);
      }
    }
    add(questions, kind, name);
    return questions;
  }

  private static void add(Set<Question> questions, int kind, ByteArrayOutputStream name) {
    if (kind >= 0) {
      questions.add(new Question(kind, name.toString(StandardCharsets.UTF_8)));
    }
    name.reset();
  }

  private static void tell(
      int kind, String name, Map<String, String> variables, ByteArrayOutputStream out) {
    out.write(kind);
    escape(name, out);
    String value = variables.get(name);
    if (value != null) {
      out.write(VALUE);
      escape(value, out);
    }
  }

  private static void escape(String text, ByteArrayOutputStream out) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= VAR && b <= USERVAR) {
        out.write(ESC);
      }
      out.write(b);
    }
  }
}
