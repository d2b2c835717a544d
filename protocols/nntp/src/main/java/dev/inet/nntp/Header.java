package dev.inet.nntp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The header of an article, unfolded (RFC 5536, section 2.2).
 *
 * @param fields its fields in order
 */
record Header(List<Field> fields) {
  /** The longest header that is taken into memory, in bytes. */
  static final int MOST = 1 << 20;

  /**
   * A field.
   *
   * @param name its name as it came
   * @param value its value without the blanks around it, on one line
   */
  record Field(String name, String value) {}

  Header {
    fields = List.copyOf(fields);
  }

  /** Reads what comes before the first empty line. */
  static Header read(byte[] bytes) {
    var fields = new ArrayList<Field>();
    String name = "";
    var value = new StringBuilder();
    for (String line : text(bytes).split("\r?\n", -1)) {
      if (line.isEmpty()) {
        break;
      }
      if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        value.append(' ').append(line.strip());
        continue;
      }
      if (!name.isEmpty()) {
        fields.add(new Field(name, value.toString().strip()));
      }
      int colon = line.indexOf(':');
      name = colon < 0 ? "" : line.substring(0, colon);
      value.setLength(0);
      value.append(line, colon + 1, line.length());
    }
    if (!name.isEmpty()) {
      fields.add(new Field(name, value.toString().strip()));
    }
    return new Header(fields);
  }

  /** UTF-8, and where it is none, Latin-1, so that nothing is lost. */
  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** Returns the first value of a field; names know no case. */
  Optional<String> first(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  private String value(String name) {
    return first(name).orElse("").replace('\t', ' ');
  }

  /** Tells of the article what its header tells. */
  Overview overview(long number) {
    String lines = value("Lines").toLowerCase(Locale.ROOT);
    boolean counted = !lines.isEmpty() && lines.length() < 10 && lines.matches("\\d+");
    String bytes = value("Bytes");
    return new Overview(
        number,
        value("Subject"),
        value("From"),
        value("Date"),
        value("Message-ID"),
        Overview.ids(value("References")),
        bytes.matches("\\d{1,15}") ? Long.parseLong(bytes) : -1,
        counted ? Long.parseLong(lines) : -1,
        Overview.xref(value("Xref")));
  }
}
