package dev.inet.core.dial;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;

/** Texts of fields between colons, in which an IPv6 literal stands in brackets. */
final class Fields {
  private Fields() {}

  /** Splits at colons outside brackets; the last field takes what is left. Brackets fall away. */
  static String[] split(String text, int most) {
    var fields = new ArrayList<String>();
    int from = 0;
    boolean bracket = false;
    for (int i = 0; i < text.length() && fields.size() < most - 1; i++) {
      char c = text.charAt(i);
      if (c == '[') {
        bracket = true;
      } else if (c == ']') {
        bracket = false;
      } else if (c == ':' && !bracket) {
        fields.add(bare(text.substring(from, i)));
        from = i + 1;
      }
    }
    fields.add(bare(text.substring(from)));
    return fields.toArray(String[]::new);
  }

  private static String bare(String field) {
    return field.startsWith("[") && field.endsWith("]") && field.length() > 1
        ? field.substring(1, field.length() - 1)
        : field;
  }

  /** Reads a port; empty is 0. */
  static int port(String field, String whole) throws InetException {
    try {
      return field.isEmpty() ? 0 : Endpoint.port(field);
    } catch (InetException e) {
      throw new InetException(Failure.USAGE, e.getMessage() + " in '" + whole + "'", e);
    }
  }
}
