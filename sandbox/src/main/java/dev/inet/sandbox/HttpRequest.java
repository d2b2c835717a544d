package dev.inet.sandbox;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as it came (RFC 9112).
 *
 * @param method the method, as sent
 * @param target the request target, as sent: a path with its query, a URL, or a host and port
 * @param version {@code HTTP/1.1} or {@code HTTP/1.0}
 * @param fields the header fields in order
 */
public record HttpRequest(String method, String target, String version, List<Field> fields) {
  private static final int MAX_FIELDS = 500;

  /**
   * A header field.
   *
   * @param name the name as sent
   * @param value the value without surrounding blanks, as ISO 8859-1
   */
  public record Field(String name, String value) {}

  /** Copies the fields. */
  public HttpRequest {
    fields = List.copyOf(fields);
  }

  /**
   * Reads a head.
   *
   * @return null if the client closed before a request
   * @throws ProtocolException if it is no request
   */
  static @Nullable HttpRequest read(Caller caller) throws IOException {
    String line = caller.readLine();
    if (line != null && line.isEmpty()) {
      line = caller.readLine();
    }
    if (line == null) {
      return null;
    }
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !parts[2].matches("HTTP/1\\.[01]")) {
      throw new ProtocolException("no request line: " + line);
    }
    return new HttpRequest(parts[0], parts[1], parts[2], readFields(caller));
  }

  /** Reads fields up to the empty line: a header section or trailers. */
  static List<Field> readFields(Caller caller) throws IOException {
    List<Field> fields = new ArrayList<>();
    for (String line = caller.readLine(); ; line = caller.readLine()) {
      if (line == null) {
        throw new ProtocolException("the header section does not end");
      }
      if (line.isEmpty()) {
        return fields;
      }
      int colon = line.indexOf(':');
      if (colon <= 0 || fields.size() == MAX_FIELDS) {
        throw new ProtocolException("no header field: " + line);
      }
      fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
  }

  /** Returns the first field of that name, in whatever case. */
  public Optional<String> header(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  /** Returns all fields of that name. */
  public List<String> headers(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /** Tells whether a field that lists words holds the given one, in whatever case. */
  boolean lists(String name, String word) {
    return headers(name).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .anyMatch(item -> item.split(";", 2)[0].strip().equalsIgnoreCase(word));
  }

  /** Returns the path, decoded, without the query; of a URL as target, too. */
  public String path() {
    String raw = target.replaceFirst("^(?i)https?://[^/?]*", "").split("\\?", 2)[0];
    return raw.isEmpty() ? "/" : decode(raw);
  }

  /** Returns the query as sent, or the empty string. */
  public String query() {
    int mark = target.indexOf('?');
    return mark < 0 ? "" : target.substring(mark + 1);
  }

  /** Returns the first value of a name in the query. */
  public Optional<String> parameter(String name) {
    for (String pair : query().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (decodeForm(parts[0]).equals(name)) {
        return Optional.of(parts.length > 1 ? decodeForm(parts[1]) : "");
      }
    }
    return Optional.empty();
  }

  /** Tells whether the client wants the connection to go on after the answer. */
  boolean keepsAlive() {
    return version.equals("HTTP/1.1")
        ? !lists("Connection", "close")
        : lists("Connection", "keep-alive");
  }

  private static String decodeForm(String text) {
    return decode(text.replace('+', ' '));
  }

  /** Decodes percent-encoded UTF-8; what is no encoding stands for itself. */
  private static String decode(String raw) {
    byte[] in = raw.getBytes(StandardCharsets.ISO_8859_1);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      int value = in[i] == '%' && i + 2 < in.length ? hex(in[i + 1], in[i + 2]) : -1;
      out[length++] = value < 0 ? in[i] : (byte) value;
      i += value < 0 ? 0 : 2;
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }

  private static int hex(byte high, byte low) {
    int h = Character.digit(high, 16);
    int l = Character.digit(low, 16);
    return h < 0 || l < 0 ? -1 : h << 4 | l;
  }
}
