package dev.inet.imap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header of a message as ENVELOPE tells of it (RFC 9051 section 7.5.2), decoded.
 *
 * @param date when it was written; {@code null} where its date is missing or none
 * @param subject its subject; empty where there is none
 * @param from who wrote it: {@code Ann Example <ann@example.org>}, several with commas
 * @param sender who sent it
 * @param replyTo whom to answer
 * @param to to whom
 * @param cc copies
 * @param bcc blind copies
 * @param inReplyTo what it answers
 * @param messageId its id with angle brackets; {@code null} where it has none
 */
public record Envelope(
    @Nullable Instant date,
    String subject,
    String from,
    String sender,
    String replyTo,
    String to,
    String cc,
    String bcc,
    String inReplyTo,
    @Nullable String messageId) {
  private static final Pattern DATE =
      Pattern.compile(
          "(?:[A-Za-z]+,?\\s+)?(\\d{1,2})[\\s-]+([A-Za-z]{3})[a-z]*[\\s-]+(\\d{2,4})\\s+"
              + "(\\d{1,2}):(\\d{2})(?::(\\d{2}))?\\s*([+-]\\d{4}|[A-Za-z]+)?.*",
          Pattern.DOTALL);
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /** An envelope of a message that has none. */
  static final Envelope NONE = new Envelope(null, "", "", "", "", "", "", "", "", null);

  static Envelope of(Value value) {
    List<Value> items = value.items();
    String id = text(Response.at(items, 9));
    return new Envelope(
        date(text(Response.at(items, 0))),
        EncodedWords.decode(text(Response.at(items, 1))),
        addresses(Response.at(items, 2)),
        addresses(Response.at(items, 3)),
        addresses(Response.at(items, 4)),
        addresses(Response.at(items, 5)),
        addresses(Response.at(items, 6)),
        addresses(Response.at(items, 7)),
        text(Response.at(items, 8)),
        id.isEmpty() ? null : id);
  }

  private static String text(Value value) {
    String text = value.text();
    return text == null ? "" : text.replaceAll("\\r?\\n\\s*", " ").strip();
  }

  private static String addresses(Value value) {
    var list = new ArrayList<String>();
    var group = new StringBuilder();
    boolean inGroup = false;
    for (Value each : value.items()) {
      List<Value> parts = each.items();
      String name = EncodedWords.decode(text(Response.at(parts, 0)));
      String mailbox = text(Response.at(parts, 2));
      String host = text(Response.at(parts, 3));
      if (Response.at(parts, 3) instanceof Value.Nil) {
        // A group begins with its name and ends without one (RFC 5322).
        if (mailbox.isEmpty()) {
          list.add(group + ";");
          inGroup = false;
        } else {
          group.setLength(0);
          group.append(mailbox).append(':');
          inGroup = true;
        }
        continue;
      }
      String address = mailbox + (host.isEmpty() ? "" : "@" + host);
      String shown = name.isEmpty() ? address : name(name) + " <" + address + ">";
      if (inGroup) {
        group.append(group.charAt(group.length() - 1) == ':' ? " " : ", ").append(shown);
      } else {
        list.add(shown);
      }
    }
    return String.join(", ", list);
  }

  /** A comma in a name would read as the end of an address. */
  private static String name(String name) {
    boolean plain = name.chars().noneMatch(c -> ",;:<>@\"\\".indexOf(c) >= 0);
    return plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Reads a date of a header, as people's programs write it; {@code null} where it is none. */
  static @Nullable Instant date(String text) {
    Matcher matcher = DATE.matcher(text.strip());
    if (!matcher.matches()) {
      try {
        return text.isEmpty()
            ? null
            : DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text.strip(), Instant::from);
      } catch (DateTimeParseException e) {
        return null;
      }
    }
    int month = MONTHS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
    int year = Integer.parseInt(matcher.group(3));
    if (matcher.group(3).length() < 4) {
      year += year < 50 ? 2000 : 1900;
    }
    try {
      String seconds = matcher.group(6);
      return LocalDateTime.of(
              year,
              month,
              Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(4)),
              Integer.parseInt(matcher.group(5)),
              // A leap second is the last of its minute here.
              seconds == null ? 0 : Math.min(59, Integer.parseInt(seconds)))
          .toInstant(zone(matcher.group(7)));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static ZoneOffset zone(@Nullable String zone) {
    if (zone == null) {
      return ZoneOffset.UTC;
    }
    char sign = zone.charAt(0);
    if (sign == '+' || sign == '-') {
      int hours = Integer.parseInt(zone.substring(1, 3));
      int minutes = Integer.parseInt(zone.substring(3, 5));
      int seconds = (hours * 60 + minutes % 60) * 60;
      return ZoneOffset.ofTotalSeconds(Math.min(18 * 3600, seconds) * (sign == '-' ? -1 : 1));
    }
    return switch (zone.toUpperCase(Locale.ROOT)) {
      case "EST" -> ZoneOffset.ofHours(-5);
      case "EDT" -> ZoneOffset.ofHours(-4);
      case "CST" -> ZoneOffset.ofHours(-6);
      case "CDT" -> ZoneOffset.ofHours(-5);
      case "MST" -> ZoneOffset.ofHours(-7);
      case "MDT" -> ZoneOffset.ofHours(-6);
      case "PST" -> ZoneOffset.ofHours(-8);
      case "PDT" -> ZoneOffset.ofHours(-7);
      default -> ZoneOffset.UTC;
    };
  }
}
