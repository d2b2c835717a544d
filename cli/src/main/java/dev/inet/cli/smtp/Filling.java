package dev.inet.cli.smtp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.MailAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands in the place of {@code {{field}}} in one message of many. A value never adds a
 * recipient or a header, whatever it holds: it stays where its field stood.
 */
final class Filling {
  /** For a single message: nothing is filled in, braces stand for themselves. */
  static final Filling NONE = new Filling(Map.of(), Map.of());

  private final Map<String, List<String>> pieces;
  private final Map<String, String> fields;

  private Filling(Map<String, List<String>> pieces, Map<String, String> fields) {
    this.pieces = pieces;
    this.fields = fields;
  }

  /** Returns one that takes no values, but remembers the templates it is asked for. */
  static Filling remembering() {
    return new Filling(new HashMap<>(), Map.of());
  }

  /** Returns one with the values of a row, for the templates that are remembered. */
  Filling with(Map<String, String> row) {
    return new Filling(pieces, row);
  }

  private boolean isNone() {
    return this == NONE;
  }

  /** Fills in a text. */
  String text(String template) throws InetException {
    return isNone() ? template : filled(template, false);
  }

  /** Fills in a text in HTML; what has a meaning there is escaped in values. */
  String html(String template) throws InetException {
    return isNone() ? template : filled(template, true);
  }

  /** Fills in lists of addresses; what is empty then is left out. */
  List<MailAddress> addresses(List<String> templates) throws InetException {
    if (isNone()) {
      return MailAddress.parseAll(templates);
    }
    var all = new ArrayList<MailAddress>();
    for (String template : templates) {
      for (String one : items(template)) {
        int open = one.lastIndexOf('<');
        int close = one.lastIndexOf('>');
        boolean named = open >= 0 && close > open;
        String spec = text(named ? one.substring(open + 1, close) : one).strip();
        if (spec.isEmpty()) {
          continue;
        }
        MailAddress address = MailAddress.parse(spec);
        String name = named ? text(one.substring(0, open)).strip() : address.name();
        if (name.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
          throw new InetException(Failure.USAGE, "a name cannot hold a control character");
        }
        boolean quoted = named && name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        String bare = quoted ? name.substring(1, name.length() - 1) : name;
        all.add(new MailAddress(bare, address.local(), address.domain()));
      }
    }
    return all;
  }

  /** Splits a template at its own commas; those of values are not there yet. */
  private static List<String> items(String template) {
    var items = new ArrayList<String>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= template.length(); i++) {
      char c = i == template.length() ? ',' : template.charAt(i);
      quoted ^= c == '"';
      if (c == ',' && (!quoted || i == template.length())) {
        if (!template.substring(start, i).isBlank()) {
          items.add(template.substring(start, i).strip());
        }
        start = i + 1;
      }
    }
    return items;
  }

  private String filled(String template, boolean html) throws InetException {
    List<String> parts = pieces.get(template);
    if (parts == null) {
      parts = split(template);
      pieces.put(template, parts);
    }
    var text = new StringBuilder(template.length() + 64);
    for (int i = 0; i < parts.size(); i++) {
      // Every other piece is the name of a field.
      text.append(i % 2 == 0 ? parts.get(i) : value(parts.get(i), html));
    }
    return text.toString();
  }

  private String value(String name, boolean html) throws InetException {
    String value = fields.get(name);
    if (value == null) {
      throw new InetException(Failure.USAGE, "there is no field '" + name + "'");
    }
    return html ? escaped(value) : value;
  }

  private static String escaped(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static List<String> split(String template) {
    var parts = new ArrayList<String>();
    int at = 0;
    while (true) {
      int open = template.indexOf("{{", at);
      int close = open < 0 ? -1 : template.indexOf("}}", open);
      if (close < 0) {
        parts.add(template.substring(at));
        return List.copyOf(parts);
      }
      parts.add(template.substring(at, open));
      parts.add(template.substring(open + 2, close).strip());
      at = close + 2;
    }
  }

  /** Refuses templates that name a field which no row has. */
  static void check(List<String> templates, Set<String> names) throws InetException {
    for (String template : templates) {
      List<String> parts = split(template);
      for (int i = 1; i < parts.size(); i += 2) {
        if (!names.contains(parts.get(i))) {
          throw new InetException(
                  Failure.USAGE, "there is no field '" + parts.get(i) + "' in the first row")
              .hint("there are " + String.join(", ", names));
        }
      }
    }
  }
}
