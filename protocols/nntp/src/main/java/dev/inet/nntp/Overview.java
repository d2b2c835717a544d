package dev.inet.nntp;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a server tells of an article without sending it (RFC 3977, section 8.3).
 *
 * <p>Header fields stand as they came, with tabs and line ends turned into blanks by the server;
 * words that were encoded (RFC 2047) are encoded still.
 *
 * @param number its number in the group; 0 where it was asked for by message-id
 * @param subject the subject
 * @param from who wrote it
 * @param date when it was written, as it came
 * @param messageId its message-id, with brackets
 * @param references the message-ids of what it follows, the oldest first
 * @param size its size in bytes; -1 where the server does not tell
 * @param lines how many lines its body has; -1 where the server does not tell
 * @param xref where else it stands, as {@code group:number}
 */
public record Overview(
    long number,
    String subject,
    String from,
    String date,
    String messageId,
    List<String> references,
    long size,
    long lines,
    List<String> xref) {
  /** Copies the lists. */
  public Overview {
    references = List.copyOf(references);
    xref = List.copyOf(xref);
  }

  /** Returns when it was written; empty where the date cannot be read. */
  public Optional<Instant> written() {
    return NewsDate.parse(date);
  }

  /** Returns the groups that it stands in; empty where the server does not tell. */
  public List<String> groups() {
    return xref.stream()
        .filter(place -> place.indexOf(':') > 0)
        .map(place -> place.substring(0, place.lastIndexOf(':')))
        .toList();
  }

  /** Reads a line of an overview; {@code null} where it is none. */
  static @org.jspecify.annotations.Nullable Overview read(BlockLines line) {
    int tab = line.indexOf('\t', 0);
    long number = line.number(0, tab);
    if (number < 0) {
      return null;
    }
    String[] fields = {"", "", "", "", ""};
    long[] counts = {-1, -1};
    int field = 0;
    List<String> xref = List.of();
    int from = tab + 1;
    while (from <= line.length()) {
      int to = line.indexOf('\t', from);
      if (field < 5) {
        fields[field] = line.text(from, to);
      } else if (field < 7) {
        counts[field - 5] = line.number(from, to);
      } else if (isXref(line, from, to)) {
        xref = xref(line.text(from + 5, to));
      }
      field++;
      from = to + 1;
    }
    return new Overview(
        number,
        fields[0],
        fields[1],
        fields[2],
        fields[3].strip(),
        ids(fields[4]),
        counts[0],
        counts[1],
        xref);
  }

  private static boolean isXref(BlockLines line, int from, int to) {
    return to - from > 5 && line.text(from, from + 5).equalsIgnoreCase("Xref:");
  }

  /** Reads the places of an Xref field without tabs, which begins with the name of the server. */
  static List<String> xref(String field) {
    String places = field.strip();
    int server = places.indexOf(' ');
    if (server < 0) {
      return List.of();
    }
    places = places.substring(server).strip();
    return places.indexOf(' ') < 0 ? List.of(places) : List.of(places.split(" +"));
  }

  /** Reads message-ids, whatever stands between them. */
  static List<String> ids(String field) {
    if (field.isEmpty()) {
      return List.of();
    }
    var ids = new java.util.ArrayList<String>();
    int open = field.indexOf('<');
    while (open >= 0) {
      int close = field.indexOf('>', open);
      if (close < 0) {
        break;
      }
      ids.add(field.substring(open, close + 1));
      open = field.indexOf('<', close);
    }
    return ids;
  }
}
