package dev.inet.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A message as IMAP shows it: header, ENVELOPE, BODYSTRUCTURE and sections. */
final class ImapParts {
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([^=;\\s]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]*))");

  private final String text;
  private final int body;
  private final List<String[]> fields = new ArrayList<>();
  private final List<ImapParts> parts = new ArrayList<>();
  private final String type;
  private final String typeField;

  /** Reads a message, or a part of one; each byte is a character. */
  ImapParts(String text) {
    this.text = text;
    int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
    this.body = end < 0 ? text.length() : end + (end == 0 && text.startsWith("\r\n") ? 2 : 4);
    String head = text.substring(0, body);
    for (String line : head.replaceAll("\r\n[ \t]+", " ").split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.add(new String[] {line.substring(0, colon), line.substring(colon + 1).strip()});
      }
    }
    String found = field("Content-Type");
    this.typeField = found == null ? "text/plain" : found;
    this.type = typeField.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    String boundary = parameter(typeField, "boundary");
    if (type.startsWith("multipart/") && boundary != null) {
      split("--" + boundary);
    }
  }

  static ImapParts of(byte[] message) {
    return new ImapParts(new String(message, StandardCharsets.ISO_8859_1));
  }

  private void split(String mark) {
    int from = -1;
    int at = body;
    while (at < text.length()) {
      int end = text.indexOf("\r\n", at);
      end = end < 0 ? text.length() : end;
      String line = text.substring(at, end);
      if (line.startsWith(mark)) {
        if (from >= 0) {
          parts.add(new ImapParts(text.substring(from, Math.max(from, at - 2))));
        }
        from = line.startsWith(mark + "--") ? -1 : Math.min(text.length(), end + 2);
      }
      at = end + 2;
    }
  }

  @Nullable String field(String name) {
    for (String[] field : fields) {
      if (field[0].equalsIgnoreCase(name)) {
        return field[1];
      }
    }
    return null;
  }

  private static @Nullable String parameter(String field, String name) {
    Matcher matcher = PARAMETER.matcher(field);
    while (matcher.find()) {
      if (matcher.group(1).equalsIgnoreCase(name)) {
        return matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      }
    }
    return null;
  }

  String header() {
    return text.substring(0, body);
  }

  String body() {
    return text.substring(body);
  }

  /** Returns what a section names (RFC 3501 section 6.4.5); null where there is no such part. */
  @Nullable String section(String section) {
    if (section.isEmpty()) {
      return text;
    }
    String upper = section.toUpperCase(Locale.ROOT);
    if (upper.startsWith("HEADER.FIELDS")) {
      return headerFields(section);
    }
    switch (upper) {
      case "HEADER", "MIME":
        return header();
      case "TEXT":
        return body();
      default:
    }
    Matcher number = Pattern.compile("^(\\d+)(?:\\.(.*))?$").matcher(section);
    if (!number.matches()) {
      return null;
    }
    int index = Integer.parseInt(number.group(1));
    ImapParts part =
        parts.isEmpty()
            ? index == 1 ? this : null
            : index >= 1 && index <= parts.size() ? parts.get(index - 1) : null;
    if (part == null) {
      return null;
    }
    return number.group(2) == null ? part.body() : part.section(number.group(2));
  }

  private String headerFields(String section) {
    boolean not = section.toUpperCase(Locale.ROOT).startsWith("HEADER.FIELDS.NOT");
    String inside = section.replaceAll("^[^(]*\\(|\\)$", "").toUpperCase(Locale.ROOT);
    List<String> names = List.of(inside.replace("\"", "").trim().split(" +"));
    var found = new StringBuilder();
    Matcher field =
        Pattern.compile("(?m)^([^:\\s]+):.*\\r\\n(?:[ \\t].*\\r\\n)*").matcher(header());
    while (field.find()) {
      if (names.contains(field.group(1).toUpperCase(Locale.ROOT)) != not) {
        found.append(field.group());
      }
    }
    return found + "\r\n";
  }

  /** Returns a quoted text, a literal where it cannot be quoted, or NIL. */
  static String string(@Nullable String value) {
    if (value == null) {
      return "NIL";
    }
    boolean plain = value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return plain
        ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : "{" + value.length() + "}\r\n" + value;
  }

  String envelope() {
    String from = addresses(field("From"));
    return "("
        + String.join(
            " ",
            string(field("Date")),
            string(field("Subject")),
            from,
            field("Sender") == null ? from : addresses(field("Sender")),
            field("Reply-To") == null ? from : addresses(field("Reply-To")),
            addresses(field("To")),
            addresses(field("Cc")),
            addresses(field("Bcc")),
            string(field("In-Reply-To")),
            string(field("Message-ID")))
        + ")";
  }

  private static String addresses(@Nullable String field) {
    if (field == null || field.isBlank()) {
      return "NIL";
    }
    var list = new StringBuilder("(");
    for (String each : field.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
      Matcher angle = Pattern.compile("^(.*)<([^>]*)>\\s*$").matcher(each.strip());
      String name = angle.matches() ? angle.group(1).strip().replaceAll("^\"|\"$", "") : "";
      String spec = angle.matches() ? angle.group(2) : each.strip();
      int at = spec.lastIndexOf('@');
      list.append('(')
          .append(string(name.isEmpty() ? null : name))
          .append(" NIL ")
          .append(string(at < 0 ? spec : spec.substring(0, at)))
          .append(' ')
          .append(string(at < 0 ? "" : spec.substring(at + 1)))
          .append(')');
    }
    return list.append(')').toString();
  }

  String structure() {
    String sub = type.substring(type.indexOf('/') + 1);
    if (!parts.isEmpty()) {
      var all = new StringBuilder("(");
      parts.forEach(part -> all.append(part.structure()));
      return all.append(' ')
          .append(string(sub))
          .append(' ')
          .append(parameters(typeField))
          .append(" NIL NIL NIL)")
          .toString();
    }
    int slash = type.indexOf('/');
    String main = slash < 0 ? "text" : type.substring(0, slash);
    String encoding = field("Content-Transfer-Encoding");
    var one = new StringBuilder("(");
    one.append(string(main)).append(' ').append(string(sub)).append(' ');
    one.append(parameters(typeField)).append(' ').append(string(field("Content-ID")));
    one.append(' ').append(string(field("Content-Description"))).append(' ');
    one.append(string(encoding == null ? "7bit" : encoding)).append(' ').append(body().length());
    if (main.equals("text")) {
      one.append(' ').append(body().split("\r\n", -1).length - 1);
    } else if (type.equals("message/rfc822")) {
      var inner = new ImapParts(body());
      one.append(' ').append(inner.envelope()).append(' ').append(inner.structure());
      one.append(' ').append(body().split("\r\n", -1).length - 1);
    }
    String disposition = field("Content-Disposition");
    one.append(" NIL ");
    if (disposition == null) {
      one.append("NIL");
    } else {
      String kind = disposition.split(";", 2)[0].strip();
      one.append('(').append(string(kind)).append(' ').append(parameters(disposition)).append(')');
    }
    return one.append(" NIL NIL)").toString();
  }

  private static String parameters(String field) {
    var list = new StringBuilder();
    Matcher matcher = PARAMETER.matcher(field);
    while (matcher.find()) {
      String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      list.append(list.length() == 0 ? "(" : " ").append(string(matcher.group(1)));
      list.append(' ').append(string(value));
    }
    return list.length() == 0 ? "NIL" : list.append(')').toString();
  }
}
