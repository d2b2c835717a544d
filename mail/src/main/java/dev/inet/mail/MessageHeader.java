package dev.inet.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The head of a message, as lists of messages show it: decoded, on one line each, and never wrong
 * for what is missing or malformed.
 *
 * @param from who wrote it; empty where that is not said
 * @param to to whom it is written; empty where that is not said
 * @param subject empty where there is none
 * @param date when it was written; {@code null} where that is not said, or no date
 * @param messageId with its angle brackets; {@code null} where there is none
 */
public record MessageHeader(
    String from, String to, String subject, @Nullable Instant date, @Nullable String messageId) {
  private static final int LONGEST = 20_000;

  /**
   * Reads a head.
   *
   * @param head the fields up to an empty line or the end; what follows is not looked at
   */
  public static MessageHeader parse(byte[] head) {
    List<Field> fields = fields(head);
    String date = joined(fields, "Date");
    String id = joined(fields, "Message-ID");
    return new MessageHeader(
        joined(fields, "From"),
        joined(fields, "To"),
        joined(fields, "Subject"),
        MailDate.parse(date).orElse(null),
        id.isEmpty() ? null : id);
  }

  /**
   * Returns the decoded value of a field.
   *
   * @param head the fields up to an empty line or the end
   * @param name the field's name, in any case
   * @return the first of that name, unfolded; empty where there is none
   */
  public static Optional<String> field(byte[] head, String name) {
    return fields(head).stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::decoded)
        .findFirst();
  }

  private record Field(String name, byte[] value) {
    String decoded() {
      String text = EncodedWords.decode(value).strip();
      return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
  }

  /** Only To is expected to come more than once, and means all of them then. */
  private static String joined(List<Field> fields, String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .limit(name.equals("To") ? Long.MAX_VALUE : 1)
        .map(Field::decoded)
        .collect(Collectors.joining(", "));
  }

  private static List<Field> fields(byte[] head) {
    var fields = new ArrayList<Field>();
    String name = null;
    var value = new ByteArrayOutputStream();
    int from = 0;
    while (from < head.length) {
      int end = from;
      while (end < head.length && head[end] != '\n') {
        end++;
      }
      int stop = end > from && head[end - 1] == '\r' ? end - 1 : end;
      if (stop == from) {
        break;
      }
      if (head[from] == ' ' || head[from] == '\t') {
        // Folding adds nothing but the line end (RFC 5322, section 2.2.3).
        value.write(head, from, stop - from);
      } else {
        if (name != null) {
          fields.add(new Field(name, value.toByteArray()));
        }
        value.reset();
        int colon = from;
        while (colon < stop && head[colon] != ':') {
          colon++;
        }
        name =
            colon == stop
                ? null
                : new String(head, from, colon - from, StandardCharsets.ISO_8859_1).strip();
        if (name != null) {
          value.write(head, colon + 1, stop - colon - 1);
        }
      }
      from = end + 1;
    }
    if (name != null) {
      fields.add(new Field(name, value.toByteArray()));
    }
    return fields;
  }
}
