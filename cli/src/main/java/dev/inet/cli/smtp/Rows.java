package dev.inet.cli.smtp;

import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.JsonText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a list of recipients, one after the other: CSV (RFC 4180; the first row names the
 * fields, a semicolon separates them where no comma does) or JSON Lines (an object a line), in
 * UTF-8.
 */
final class Rows implements Closeable {
  private static final int LONGEST = 1 << 20;

  private final Reader in;
  private final boolean json;
  private final List<String> names;
  private final char separator;
  private long number;

  /**
   * A row.
   *
   * @param number its number; the first row of data is 1
   * @param fields its values by the names of the fields
   * @param problem why it cannot be used; {@code null} for nothing
   */
  record Row(long number, Map<String, String> fields, @Nullable String problem) {}

  private Rows(Reader in, boolean json) throws IOException {
    this.in = in;
    this.json = json;
    if (json) {
      this.names = List.of();
      this.separator = ',';
      return;
    }
    in.mark(LONGEST + 1);
    String first = line();
    in.reset();
    this.separator = first != null && first.indexOf(',') < 0 && first.indexOf(';') >= 0 ? ';' : ',';
    List<String> header = record();
    if (header == null) {
      throw new InetException(Failure.LOCAL_READ, "the list is empty: its first row names fields");
    }
    this.names = header.stream().map(String::strip).toList();
  }

  /**
   * Opens a list; what its name does not tell, its first character does.
   *
   * @param file the list
   * @param most how many of its bytes are read
   */
  static Rows open(Path file, long most) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InetException(
          Failure.LOCAL_READ, "'" + file + "' is no file: a list is read more than once");
    }
    BufferedReader in;
    try {
      in =
          new BufferedReader(
              new InputStreamReader(
                  new Start(Files.newInputStream(file), most), StandardCharsets.UTF_8.newDecoder()),
              64 * 1024);
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_READ, "cannot read '" + file + "': " + Reasons.of(e), e);
    }
    try {
      in.mark(1);
      int first = in.read();
      if (first == 0xfeff) {
        // A byte order mark, as spreadsheets write it.
        in.mark(1);
        first = in.read();
      }
      in.reset();
      String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
      boolean json = !name.endsWith(".csv") && (name.endsWith(".jsonl") || first == '{');
      return new Rows(in, json);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw failed(e);
    }
  }

  private static IOException failed(Exception e) {
    if (e instanceof InetException ours) {
      return ours;
    }
    if (e instanceof CharacterCodingException) {
      return new InetException(Failure.LOCAL_READ, "the list is no text in UTF-8", e);
    }
    return new InetException(Failure.LOCAL_READ, "cannot read the list: " + Reasons.of(e), e);
  }

  /** Returns the names of the fields; empty for JSON, where each row has its own. */
  List<String> names() {
    return names;
  }

  /** Returns the next row; {@code null} after the last. */
  @Nullable Row next() throws IOException {
    try {
      return json ? object() : csv();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private @Nullable Row csv() throws IOException {
    List<String> values = record();
    if (values == null) {
      return null;
    }
    number++;
    if (values.size() != names.size()) {
      return new Row(
          number, Map.of(), values.size() + " values, where there are " + names.size() + " fields");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      fields.put(names.get(i), values.get(i));
    }
    return new Row(number, fields, null);
  }

  /** Reads a record; lines without anything are passed over. */
  private @Nullable List<String> record() throws IOException {
    var values = new ArrayList<String>();
    var value = new StringBuilder();
    boolean quoted = false;
    boolean wasQuoted = false;
    int size = 0;
    while (true) {
      int c = in.read();
      if (++size > LONGEST) {
        throw new InetException(Failure.LOCAL_READ, "a row of the list is longer than a megabyte");
      }
      if (quoted) {
        if (c < 0) {
          throw new InetException(Failure.LOCAL_READ, "the list ends within quotes");
        }
        if (c != '"') {
          value.append((char) c);
          continue;
        }
        in.mark(1);
        if (in.read() == '"') {
          value.append('"');
        } else {
          in.reset();
          quoted = false;
          wasQuoted = true;
        }
        continue;
      }
      if (c == '"' && value.isEmpty() && !wasQuoted) {
        quoted = true;
      } else if (c == separator) {
        values.add(value.toString());
        value.setLength(0);
        wasQuoted = false;
      } else if (c == '\n' || c < 0) {
        int end = value.length();
        if (end > 0 && value.charAt(end - 1) == '\r') {
          value.setLength(end - 1);
        }
        boolean empty = values.isEmpty() && value.isEmpty() && !wasQuoted;
        if (!empty) {
          values.add(value.toString());
          return values;
        }
        if (c < 0) {
          return null;
        }
        size = 0;
      } else {
        value.append((char) c);
      }
    }
  }

  private @Nullable Row object() throws IOException {
    for (String line = line(); line != null; line = line()) {
      if (!line.isBlank()) {
        number++;
        return object(line);
      }
    }
    return null;
  }

  private Row object(String line) {
    try {
      if (JsonText.read(line) instanceof Map<?, ?> map) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<?, ?> each : map.entrySet()) {
          Object value = each.getValue();
          if (value instanceof Map<?, ?> || value instanceof List<?>) {
            continue;
          }
          fields.put(String.valueOf(each.getKey()), value == null ? "" : String.valueOf(value));
        }
        return new Row(number, fields, null);
      }
      return new Row(number, Map.of(), "no JSON object");
    } catch (JsonText.NoJsonException e) {
      return new Row(number, Map.of(), e.getMessage());
    }
  }

  /** Reads a line, however its end is written; {@code null} at the end. */
  private @Nullable String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return line.toString();
      }
      if (line.length() >= LONGEST) {
        throw new InetException(Failure.LOCAL_READ, "a row of the list is longer than a megabyte");
      }
      line.append((char) c);
    }
    return line.isEmpty() ? null : line.toString();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** The first bytes of a stream. */
  private static final class Start extends FilterInputStream {
    private long left;

    Start(InputStream in, long most) {
      super(in);
      left = most;
    }

    @Override
    public int read() throws IOException {
      int b = left == 0 ? -1 : in.read();
      left -= b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = left == 0 ? -1 : in.read(into, offset, (int) Math.min(length, left));
      left -= Math.max(n, 0);
      return n;
    }
  }
}
