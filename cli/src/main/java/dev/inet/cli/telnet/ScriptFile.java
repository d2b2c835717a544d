package dev.inet.cli.telnet;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Durations;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * A script in a file: a list of steps in a small part of YAML, read strictly.
 *
 * <pre>
 * - expect: 'login: '
 *   timeout: 5s
 * - send: ann
 * - send: show version
 *   expect: 'Version (\S+)'
 *   capture: version
 *   on-timeout: continue
 * </pre>
 *
 * <p>Each item has {@code send}, {@code expect} or both (then it sends first). {@code timeout},
 * {@code on-timeout} ({@code fail}, {@code continue} or {@code end}) and {@code capture} (a name,
 * or {@code [a, b]}) belong to {@code expect}. Values are plain, {@code 'single'} or {@code
 * "double"} quoted. Anything else of YAML is refused.
 */
final class ScriptFile {
  private static final Pattern CAPTURE = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");
  private static final String KEYS = "send, expect, timeout, on-timeout, capture";

  private final String name;
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final Map<String, String> item = new LinkedHashMap<>();

  /** The line of the item that is being read. */
  private int itemLine;

  private int dash = -1;
  private int column;

  private ScriptFile(String name) {
    this.name = name;
  }

  /**
   * Reads a script.
   *
   * @param file the file; {@code -} is standard input
   * @throws InetException as {@link Failure#USAGE} where it is none, with the number of the line;
   *     as {@link Failure#LOCAL_READ} where it cannot be read
   */
  static Script read(Surroundings around, String file) throws InetException {
    return parse(file, TextFile.lines(around, file));
  }

  /** Reads a script from its lines. */
  static Script parse(String name, List<String> lines) throws InetException {
    var file = new ScriptFile(name);
    for (int i = 0; i < lines.size(); i++) {
      try {
        file.line(lines.get(i), i + 1);
      } catch (InetException e) {
        throw e.getCause() instanceof InetException ? e : TextFile.at(name, i + 1, e);
      }
    }
    file.finish();
    if (file.steps.isEmpty()) {
      throw new InetException(Failure.USAGE, name + ": the script has no step");
    }
    return new Script(file.steps);
  }

  private static InetException wrong(String what) {
    return new InetException(Failure.USAGE, what);
  }

  private void line(String line, int number) throws InetException {
    int indent = 0;
    while (indent < line.length() && line.charAt(indent) == ' ') {
      indent++;
    }
    String rest = line.substring(indent);
    if (rest.isBlank() || rest.startsWith("#")) {
      return;
    }
    if (rest.startsWith("\t")) {
      throw wrong("a tab cannot indent");
    }
    if (rest.startsWith("---") && indent == 0 && rest.substring(3).isBlank() && dash < 0) {
      return;
    }
    if (rest.equals("-") || rest.startsWith("- ")) {
      if (dash >= 0 && indent != dash) {
        throw wrong("the dashes of the list do not stand below each other");
      }
      finish();
      dash = indent;
      itemLine = number;
      String entry = rest.substring(1);
      int blanks = 0;
      while (blanks < entry.length() && entry.charAt(blanks) == ' ') {
        blanks++;
      }
      column = indent + 1 + blanks;
      if (entry.isBlank()) {
        throw wrong("a step stands behind its dash");
      }
      entry(entry.substring(blanks));
      return;
    }
    if (dash < 0) {
      throw wrong("a script is a list: each step begins with '- '");
    }
    if (indent != column) {
      throw wrong("the keys of a step stand below each other");
    }
    entry(rest);
  }

  private void entry(String text) throws InetException {
    int colon = text.indexOf(':');
    // "on timeout" and "on_timeout" are easily typed for "on-timeout".
    String key = (colon < 0 ? text : text.substring(0, colon)).replace('_', '-');
    key = key.equals("on timeout") ? "on-timeout" : key;
    if (colon < 0 || !List.of(KEYS.split(", ")).contains(key)) {
      throw wrong("'" + key.strip() + "' is no key of a step; these are: " + KEYS);
    }
    if (colon + 1 < text.length() && text.charAt(colon + 1) != ' ') {
      throw wrong("a blank stands behind '" + key + ":'");
    }
    if (item.put(key, text.substring(colon + 1).strip()) != null) {
      throw wrong("'" + key + "' stands twice in a step");
    }
    if (key.equals("capture")) {
      List<String> unused = names(item.getOrDefault(key, ""));
    } else {
      item.put(key, scalar(item.getOrDefault(key, "")));
      checked(key, item.getOrDefault(key, ""));
    }
  }

  /** Refuses a value on the line where it stands, not where its step ends. */
  private static void checked(String key, String value) throws InetException {
    switch (key) {
      case "send" -> {
        Line unused = Line.of(value);
      }
      case "expect" -> {
        Pattern unused = Step.Expect.pattern(value);
      }
      case "timeout" -> {
        Duration unused = duration(value);
      }
      case "on-timeout" -> {
        Step.Otherwise unused = otherwise(value);
      }
      default -> {
        // Checked where it is read.
      }
    }
  }

  private static Duration duration(String value) throws InetException {
    try {
      Duration duration = Durations.parse(value);
      if (!duration.isZero()) {
        return duration;
      }
    } catch (TypeConversionException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    throw wrong("a timeout of 0 would wait for nothing");
  }

  private static Step.Otherwise otherwise(String value) throws InetException {
    return switch (value) {
      case "fail" -> Step.Otherwise.FAIL;
      case "continue" -> Step.Otherwise.CONTINUE;
      case "end" -> Step.Otherwise.END;
      default -> throw wrong("on-timeout is fail, continue or end, not '" + value + "'");
    };
  }

  /** Makes the steps of the item that was read. */
  private void finish() throws InetException {
    if (item.isEmpty()) {
      return;
    }
    try {
      String send = item.get("send");
      String expect = item.get("expect");
      if (send == null && expect == null) {
        throw wrong("a step has send, expect or both");
      }
      if (send != null) {
        add(new Step.Send(Line.of(send)));
      }
      if (expect != null) {
        add(expect(expect));
      } else if (item.size() > 1) {
        throw wrong("timeout, on-timeout and capture belong to an expect");
      }
    } catch (InetException e) {
      throw TextFile.at(name, itemLine, e);
    }
    item.clear();
  }

  private void add(Step step) throws InetException {
    Script.check(step, known, "the step");
    steps.add(step);
  }

  private Step expect(String regex) throws InetException {
    Pattern pattern = Step.Expect.pattern(regex);
    @Nullable String timeout = item.get("timeout");
    List<String> names = names(item.getOrDefault("capture", "[]"));
    int groups = pattern.matcher("").groupCount();
    if (names.size() > Math.max(1, groups)) {
      throw wrong("capture has " + names.size() + " names, expect " + groups + " groups");
    }
    return new Step.Expect(
        pattern,
        timeout == null ? null : duration(timeout),
        otherwise(item.getOrDefault("on-timeout", "fail")),
        names);
  }

  private static List<String> names(String value) throws InetException {
    var names = new ArrayList<String>();
    String text = value;
    if (value.startsWith("[")) {
      int end = value.indexOf(']');
      if (end < 0 || !onlyComment(value.substring(end + 1))) {
        throw wrong("the list of names ends with ']' on the same line");
      }
      text = value.substring(1, end).strip();
      if (text.isEmpty()) {
        return names;
      }
      for (String one : text.split(",", -1)) {
        names.add(scalar(one.strip()));
      }
    } else {
      names.add(scalar(text));
    }
    for (String one : names) {
      if (!CAPTURE.matcher(one).matches()) {
        throw wrong("'" + one + "' is no name: letters, digits and _");
      }
    }
    return names;
  }

  /** Returns the value of a scalar. */
  private static String scalar(String text) throws InetException {
    if (text.isEmpty() || text.startsWith("#")) {
      throw wrong("a value is missing; an empty one is ''");
    }
    char first = text.charAt(0);
    if (first == '\'') {
      return single(text);
    }
    if (first == '"') {
      return quoted(text);
    }
    if ("[]{},&*!|>%@`?".indexOf(first) >= 0 || text.startsWith("- ") || text.equals("-")) {
      throw wrong("a value that begins with '" + first + "' has to be quoted");
    }
    int comment = text.indexOf(" #");
    String plain = (comment < 0 ? text : text.substring(0, comment)).strip();
    if (plain.contains(": ") || plain.endsWith(":")) {
      throw wrong("a value with ': ' has to be quoted");
    }
    return plain;
  }

  private static boolean onlyComment(String rest) {
    return rest.isBlank() || rest.startsWith(" ") && rest.strip().startsWith("#");
  }

  private static String single(String text) throws InetException {
    var value = new StringBuilder();
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\'') {
        value.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '\'') {
        value.append(c);
        i++;
      } else if (onlyComment(text.substring(i + 1))) {
        return value.toString();
      } else {
        throw wrong("something stands behind the closing quote");
      }
    }
    throw wrong("the closing quote is missing");
  }

  private static String quoted(String text) throws InetException {
    var value = new StringBuilder();
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (onlyComment(text.substring(i + 1))) {
          return value.toString();
        }
        throw wrong("something stands behind the closing quote");
      }
      if (c != '\\') {
        value.append(c);
        continue;
      }
      i++;
      char escape = i < text.length() ? text.charAt(i) : ' ';
      switch (escape) {
        case '"', '\\', '/' -> value.append(escape);
        case 'n' -> value.append('\n');
        case 'r' -> value.append('\r');
        case 't' -> value.append('\t');
        case '0' -> value.append('\0');
        case 'e' -> value.append('\u001b');
        case 'x' -> {
          value.append((char) hex(text, i + 1, 2));
          i += 2;
        }
        case 'u' -> {
          value.append((char) hex(text, i + 1, 4));
          i += 4;
        }
        default ->
            throw wrong("'\\" + escape + "' is no escape of YAML; 'single' quotes have none");
      }
    }
    throw wrong("the closing quote is missing");
  }

  private static int hex(String text, int from, int digits) throws InetException {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        throw wrong("an escape needs " + digits + " hex digits");
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
