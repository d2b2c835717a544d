package dev.inet.imap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What a server says that it can (RFC 9051 section 6.1.1). */
final class Capabilities {
  /** What every server of IMAP4rev2 can (RFC 9051 appendix E). */
  private static final Set<String> OF_REV2 =
      Set.of(
          "NAMESPACE",
          "UNSELECT",
          "UIDPLUS",
          "ESEARCH",
          "SEARCHRES",
          "ENABLE",
          "IDLE",
          "SASL-IR",
          "LIST-EXTENDED",
          "LIST-STATUS",
          "MOVE",
          "LITERAL-",
          "STATUS=SIZE",
          "SPECIAL-USE");

  private final Set<String> names = new TreeSet<>();

  /** Knows nothing yet. */
  Capabilities() {}

  Capabilities(Collection<String> words) {
    for (String word : words) {
      names.add(word.toUpperCase(Locale.ROOT));
    }
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  /** Returns whether the server can this. */
  boolean has(String name) {
    return names.contains(name)
        || speaksOnlyRev2() && OF_REV2.contains(name)
        // RFC 9755 section 6.
        || name.equals("UTF8=ACCEPT") && names.contains("UTF8=ONLY");
  }

  /** Returns whether the server knows nothing older, so that all of it is in force at once. */
  boolean speaksOnlyRev2() {
    return names.contains("IMAP4REV2") && !names.contains("IMAP4REV1");
  }

  /** Returns what stands after {@code NAME=}, each value of it. */
  List<String> valuesOf(String name) {
    var values = new ArrayList<String>();
    for (String each : names) {
      if (each.startsWith(name + "=")) {
        values.add(each.substring(name.length() + 1));
      }
    }
    return values;
  }

  /** Returns all of them, sorted, in upper case. */
  Set<String> names() {
    return Set.copyOf(names);
  }
}
