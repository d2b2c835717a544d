package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a header or trailer section in their order (RFC 9110, section 5).
 *
 * @param all every field
 */
public record HttpFields(List<HttpField> all) {
  /** No fields. */
  public static final HttpFields NONE = new HttpFields(List.of());

  /** Copies the list. */
  public HttpFields {
    all = List.copyOf(all);
  }

  /**
   * Splits {@code Name: value}, or {@code Name;} for a field without a value, as curl has it. The
   * value is a blank then, for an empty one says that the field is left out.
   *
   * @param line the line
   * @throws InetException as {@link Failure#USAGE} where it is none, or holds a control character
   */
  public static HttpField field(String line) throws InetException {
    if (line.endsWith(";") && isToken(line.substring(0, line.length() - 1))) {
      return new HttpField(line.substring(0, line.length() - 1), " ");
    }
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    if (colon < 1 || !isToken(name)) {
      throw new InetException(Failure.USAGE, "'" + name + "' is no name of a header field");
    }
    String value = line.substring(colon + 1).strip();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      // CR LF would begin another field, or the body.
      if (c < ' ' && c != '\t' || c == 0x7f) {
        throw new InetException(
            Failure.USAGE, "the field " + name + " cannot hold a control character");
      }
    }
    return new HttpField(name, value);
  }

  /** Returns whether a text is a token (RFC 9110, section 5.6.2): a name or a method. */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /**
   * Returns the value of the first field of a name.
   *
   * @param name the name in any case
   */
  public Optional<String> first(String name) {
    for (HttpField field : all) {
      if (field.is(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the values of all fields of a name, in their order.
   *
   * @param name the name in any case
   */
  public List<String> values(String name) {
    var values = new ArrayList<String>();
    for (HttpField field : all) {
      if (field.is(name)) {
        values.add(field.value());
      }
    }
    return values;
  }

  /**
   * Returns whether there is a field of a name.
   *
   * @param name the name in any case
   */
  public boolean has(String name) {
    return first(name).isPresent();
  }

  /**
   * Returns these and one more at the end.
   *
   * @param name its name
   * @param value its value
   */
  public HttpFields with(String name, String value) {
    var fields = new ArrayList<>(all);
    fields.add(new HttpField(name, value));
    return new HttpFields(fields);
  }

  /**
   * Returns these without the fields of some names.
   *
   * @param names the names in any case
   */
  public HttpFields without(String... names) {
    var fields = new ArrayList<HttpField>();
    for (HttpField field : all) {
      boolean dropped = false;
      for (String name : names) {
        dropped |= field.is(name);
      }
      if (!dropped) {
        fields.add(field);
      }
    }
    return new HttpFields(fields);
  }
}
