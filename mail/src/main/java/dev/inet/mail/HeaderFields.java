package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header of a message, each field as it stands there (RFC 5322 section 2.2), in ISO 8859-1 so
 * that no byte is lost.
 */
final class HeaderFields {
  private static final int LONGEST = 4 << 20;

  private final List<String> fields = new ArrayList<>();

  private HeaderFields() {}

  /**
   * Reads up to and with the empty line that ends the header.
   *
   * @param message a message with CR LF line ends; its body is what can be read afterwards
   */
  static HeaderFields read(InputStream message) throws IOException {
    var header = new HeaderFields();
    var field = new ByteArrayOutputStream();
    var line = new ByteArrayOutputStream();
    long size = 0;
    for (int b = message.read(); b >= 0; b = message.read()) {
      if (++size > LONGEST) {
        throw new InetException(Failure.USAGE, "the message's header is too long to be read");
      }
      line.write(b);
      if (b != '\n') {
        continue;
      }
      byte[] bytes = line.toByteArray();
      line.reset();
      if (bytes.length <= 2) {
        break;
      }
      if (bytes[0] != ' ' && bytes[0] != '\t') {
        header.add(field);
      }
      field.writeBytes(bytes);
    }
    field.writeBytes(line.toByteArray());
    header.add(field);
    return header;
  }

  private void add(ByteArrayOutputStream field) {
    if (field.size() > 0) {
      fields.add(field.toString(StandardCharsets.ISO_8859_1));
      field.reset();
    }
  }

  /** Returns the fields of a name, in their order, with their line ends. */
  List<String> named(String name) {
    return fields.stream().filter(field -> name(field).equalsIgnoreCase(name)).toList();
  }

  /** Returns the value of the first field of a name, on one line. */
  Optional<String> value(String name) {
    return named(name).stream()
        .findFirst()
        .map(field -> field.substring(field.indexOf(':') + 1).replace("\r\n", "").strip());
  }

  private static String name(String field) {
    int colon = field.indexOf(':');
    return colon < 0 ? "" : field.substring(0, colon).strip();
  }
}
