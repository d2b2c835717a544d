package dev.inet.cli.reading;

import dev.inet.cli.option.Durations;
import dev.inet.cli.option.Size;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the command lines that need no thought, by the rows that the build wrote. It gives up on
 * everything else, before it has set anything: a word that it does not know, a value of a kind that
 * it cannot read, help, whatever is wrong. The full parser then reads the same words again, and
 * tells what is wrong with them.
 */
final class QuickReader {
  private final Woven command;
  private final Rows rows;

  /** The options given, by their longest names, in the order typed. */
  private final Map<String, Given> given = new LinkedHashMap<>();

  private final List<String> operands = new ArrayList<>();
  private final List<Assignment> assignments = new ArrayList<>();

  /** What goes into lists that several options share, in the order typed. */
  private final List<Assignment> additions = new ArrayList<>();

  private record Assignment(String path, Object value) {}

  private record Given(Rows.Row row, List<String> values) {}

  /** Says that the full parser is to read this. */
  private static final class Unusual extends Exception {
    private static final long serialVersionUID = 1;

    Unusual() {
      super(null, null, false, false);
    }
  }

  private QuickReader(Woven command, Rows rows) {
    this.command = command;
    this.rows = rows;
  }

  /**
   * Reads words into the fields of a command.
   *
   * @return what was read; {@code null}, with no field touched, where the full parser is needed
   */
  static @Nullable QuickReader read(Woven command, Rows rows, String[] words) {
    var reader = new QuickReader(command, rows);
    try {
      reader.sort(words);
      reader.options();
      reader.operands();
      reader.others();
    } catch (Unusual e) {
      return null;
    }
    for (Assignment each : reader.assignments) {
      reader.owner(each.path).wovenSet(field(each.path), each.value);
    }
    for (Assignment each : reader.additions) {
      Object list = reader.owner(each.path).wovenPart(field(each.path));
      @SuppressWarnings("unchecked") // The kind says so.
      var all = (List<Object>) Objects.requireNonNull(list);
      all.add(each.value);
    }
    return reader;
  }

  List<String> operandsRead() {
    return operands;
  }

  /**
   * Returns the options given, by their longest names, but those of a list in order: so picocli.
   */
  List<Reading.Given> given() {
    var all = new ArrayList<Reading.Given>();
    for (Given each : given.values()) {
      boolean once = each.row.kind().equals("flag");
      if (!each.row.isInOrder()) {
        all.add(new Reading.Given(each.row.name(), once ? List.of("") : each.values));
      }
    }
    return all;
  }

  /** Tells options and operands apart. */
  private void sort(String[] words) throws Unusual {
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (word.equals("--")) {
        operands.addAll(Arrays.asList(words).subList(i + 1, words.length));
        return;
      }
      if (word.length() < 2 || word.charAt(0) != '-') {
        operands.add(word);
        continue;
      }
      Rows.Row row = rows.option(word);
      int equals = word.indexOf('=');
      if (row == null && equals > 0) {
        row = rows.option(word.substring(0, equals));
        add(row, word.substring(equals + 1), false);
      } else if (row == null) {
        flags(word);
      } else if (row.isFlag()) {
        add(row, "", true);
      } else if (row.unspoken() != null && (i + 1 == words.length || !isValue(row, words[i + 1]))) {
        add(row, row.unspoken(), false);
      } else {
        i++;
        if (i == words.length || words[i].equals("--")) {
          throw new Unusual();
        }
        add(row, words[i], false);
      }
    }
  }

  private static boolean isValue(Rows.Row row, String next) throws Unusual {
    return ((OptionalValue) instance(named(row.kind()))).isValue(next);
  }

  /** Reads flags written as one word, such as {@code -kvv}. */
  private void flags(String word) throws Unusual {
    for (int i = 1; i < word.length(); i++) {
      Rows.Row row = rows.option("-" + word.charAt(i));
      add(row, "", true);
    }
  }

  private void add(Rows.@Nullable Row row, String value, boolean flag) throws Unusual {
    if (row == null || row.isFlag() != flag || row.kind().equals("help")) {
      throw new Unusual();
    }
    Given known = given.get(row.name());
    if (known == null) {
      known = new Given(row, new ArrayList<>());
      given.put(row.name(), known);
    }
    known.values.add(value);
    if (row.isInOrder()) {
      additions.add(new Assignment(row.path(), value(row.kind(), List.of(value))));
    }
  }

  private void options() throws Unusual {
    for (Given each : given.values()) {
      if (!each.row.isInOrder()) {
        assign(each.row.path(), value(each.row.kind(), each.values));
      }
    }
  }

  private void assign(String path, Object value) {
    assignments.add(new Assignment(path, value));
  }

  private void operands() throws Unusual {
    int covered = 0;
    for (String[] row : split(rows.operands())) {
      int from = Integer.parseInt(row[0]);
      int to = Math.min(Integer.parseInt(row[1]), operands.size() - 1);
      int count = Math.max(0, to - from + 1);
      if (count < Integer.parseInt(row[2]) || count > Integer.parseInt(row[3])) {
        throw new Unusual();
      }
      if (count > 0) {
        assign(row[5], value(row[4], operands.subList(from, to + 1)));
        covered = Math.max(covered, to + 1);
      }
    }
    if (covered < operands.size()) {
      throw new Unusual();
    }
  }

  private void others() throws Unusual {
    for (String[] row : split(rows.others())) {
      if (!given.containsKey(row[0])) {
        if (row[1].equals("!")) {
          throw new Unusual();
        }
        assign(row[2], value(row[1], List.of(row[3])));
      }
    }
  }

  private static Object value(String kind, List<String> values) throws Unusual {
    // Of an option given twice the last one counts, unless it is a list.
    String last = values.get(values.size() - 1);
    try {
      return switch (kind) {
        case "flag" -> true;
        case "count" -> ofLength(values.size());
        case "text" -> last;
        case "texts" -> new ArrayList<>(values);
        case "int" -> (int) number(last);
        case "long" -> number(last);
        case "time" -> Durations.parse(last);
        case "size" -> Size.parse(last);
        default -> kind.startsWith("text? ") ? last : ofClass(named(kind), last);
      };
    } catch (TypeConversionException e) {
      throw new Unusual();
    }
  }

  private static boolean[] ofLength(int length) {
    var flags = new boolean[length];
    Arrays.fill(flags, true);
    return flags;
  }

  private static long number(String typed) throws Unusual {
    if (typed.isEmpty() || typed.length() > 9) {
      throw new Unusual();
    }
    for (int i = 0; i < typed.length(); i++) {
      if (typed.charAt(i) < '0' || typed.charAt(i) > '9') {
        throw new Unusual();
      }
    }
    return Long.parseLong(typed);
  }

  /** Reads a value by the class that its kind names: an enum, a converter, one of a list. */
  private static Object ofClass(Class<?> named, String typed) throws Unusual {
    if (named.isEnum()) {
      for (Object each : Objects.requireNonNull(named.getEnumConstants())) {
        if (((Enum<?>) each).name().equalsIgnoreCase(typed)) {
          return each;
        }
      }
      throw new Unusual();
    }
    Object reader = instance(named);
    try {
      return reader instanceof InOrder<?> one
          ? Objects.requireNonNull(one.of(typed))
          : ((ITypeConverter<?>) reader).convert(typed);
    } catch (Exception e) {
      // picocli meets the same, and says it.
      throw new Unusual();
    }
  }

  /** Returns the class of a kind, which is {@code WORD CLASS} or {@code WORD CLASS=UNSPOKEN}. */
  private static Class<?> named(String kind) throws Unusual {
    int end = kind.indexOf('=');
    if (kind.indexOf(' ') < 0) {
      // One of those that the build leaves to picocli.
      throw new Unusual();
    }
    try {
      return Class.forName(kind.substring(kind.indexOf(' ') + 1, end < 0 ? kind.length() : end));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the build names " + kind, e);
    }
  }

  private static Object instance(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the build names " + type, e);
    }
  }

  private Woven owner(String path) {
    Woven owner = command;
    int from = 0;
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
      int field = Integer.parseInt(path.substring(from, dot));
      owner = (Woven) Objects.requireNonNull(owner.wovenPart(field));
      from = dot + 1;
    }
    return owner;
  }

  private static int field(String path) {
    return Integer.parseInt(path.substring(path.lastIndexOf('.') + 1));
  }

  /** Splits rows into columns. */
  private static List<String[]> split(String rows) {
    var split = new ArrayList<String[]>();
    int from = 0;
    for (int end = rows.indexOf('\n'); end >= 0; end = rows.indexOf('\n', from)) {
      // One character: no regular expression is made of it.
      split.add(rows.substring(from, end).split("\t", -1));
      from = end + 1;
    }
    return split;
  }
}
