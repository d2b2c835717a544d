package dev.inet.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Keys of SEARCH (RFC 3501 section 6.4.4), asked of one message after the other. */
final class ImapSearch {
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("d-MMM-uuuu")
          .toFormatter(Locale.ENGLISH);

  private final List<Object> keys;
  private final long highest;
  private int at;

  ImapSearch(List<Object> keys, long highest) {
    this.keys = keys;
    this.highest = highest;
  }

  /** Returns whether a message fits all keys. */
  boolean fits(Mailboxes.Message message) {
    at = 0;
    boolean fits = true;
    while (at < keys.size()) {
      fits &= key(message);
    }
    return fits;
  }

  private String next() {
    if (at >= keys.size()) {
      throw new IllegalArgumentException("a key lacks its value");
    }
    return ImapWords.text(keys.get(at++));
  }

  private boolean key(Mailboxes.Message message) {
    Object word = keys.get(at);
    if (word instanceof List<?>) {
      at++;
      return new ImapSearch(ImapWords.list(word), highest).fits(message);
    }
    String key = next().toUpperCase(Locale.ROOT);
    switch (key) {
      case "NOT":
        return !key(message);
      case "OR":
        boolean one = key(message);
        boolean other = key(message);
        return one || other;
      case "ALL":
        return true;
      case "UID":
        return contains(next(), message.uid(), highest);
      case "LARGER":
        return message.bytes().length > Long.parseLong(next());
      case "SMALLER":
        return message.bytes().length < Long.parseLong(next());
      case "KEYWORD":
        return has(message.flags(), next());
      case "UNKEYWORD":
        return !has(message.flags(), next());
      case "SINCE":
        return !day(message).isBefore(LocalDate.parse(next(), DATE));
      case "BEFORE":
        return day(message).isBefore(LocalDate.parse(next(), DATE));
      case "ON":
        return day(message).equals(LocalDate.parse(next(), DATE));
      case "HEADER":
        return header(message, next(), next());
      case "FROM", "TO", "CC", "BCC", "SUBJECT":
        return header(message, key, next());
      case "TEXT":
        return text(message).contains(lower(next()));
      case "BODY":
        String wanted = lower(next());
        return lower(ImapParts.of(message.bytes()).body()).contains(wanted);
      default:
        return flag(key, message.flags());
    }
  }

  private static boolean flag(String key, Set<String> flags) {
    return switch (key) {
      case "SEEN", "ANSWERED", "FLAGGED", "DELETED", "DRAFT" -> has(flags, "\\" + key);
      case "UNSEEN", "UNANSWERED", "UNFLAGGED", "UNDELETED", "UNDRAFT" ->
          !has(flags, "\\" + key.substring(2));
      case "RECENT", "NEW" -> false;
      case "OLD" -> true;
      default -> throw new IllegalArgumentException("unknown key " + key);
    };
  }

  static boolean has(Set<String> flags, String wanted) {
    return flags.stream().anyMatch(wanted::equalsIgnoreCase);
  }

  private static LocalDate day(Mailboxes.Message message) {
    return LocalDate.ofInstant(message.arrived(), ZoneOffset.UTC);
  }

  private static boolean header(Mailboxes.Message message, String name, String wanted) {
    String value = ImapParts.of(message.bytes()).field(name);
    if (value == null) {
      return false;
    }
    String encoded =
        new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return lower(value).contains(lower(wanted))
        || SandboxWords.decoded(encoded).toLowerCase(Locale.ROOT).contains(utf8(wanted));
  }

  private static String utf8(String wanted) {
    return new String(wanted.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        .toLowerCase(Locale.ROOT);
  }

  private static String text(Mailboxes.Message message) {
    return lower(new String(message.bytes(), StandardCharsets.ISO_8859_1));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Returns whether a set such as {@code 1:3,7:*} holds a number. */
  static boolean contains(String set, long number, long highest) {
    for (String part : set.split(",")) {
      String[] ends = part.split(":");
      long one = ends[0].equals("*") ? highest : Long.parseLong(ends[0]);
      long other = ends.length < 2 ? one : ends[1].equals("*") ? highest : Long.parseLong(ends[1]);
      if (number >= Math.min(one, other) && number <= Math.max(one, other)) {
        return true;
      }
    }
    return false;
  }
}
