package dev.inet.imap;

import dev.inet.mail.MailDate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** When a server got a message: {@code date-time} of RFC 9051, section 9. */
final class InternalDate {
  /** With two digits for the day: it has a fixed width. */
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("dd-MMM-uuuu HH:mm:ss xx", Locale.ENGLISH);

  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final int LENGTH = 26;

  private InternalDate() {}

  /** Returns a moment as servers take it, in quotes. */
  static String quoted(Instant moment) {
    return '"' + FORM.format(moment.atOffset(ZoneOffset.UTC)) + '"';
  }

  /**
   * Reads one; {@code null} where it is none. Every message has it: what is as it must be is read
   * quickly.
   */
  static @Nullable Instant parse(String text) {
    try {
      Instant exact = exact(text);
      return exact == null ? MailDate.parse(text).orElse(null) : exact;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant exact(String text) {
    boolean shaped =
        text.length() == LENGTH
            && text.charAt(2) == '-'
            && text.charAt(6) == '-'
            && text.charAt(11) == ' '
            && text.charAt(14) == ':'
            && text.charAt(17) == ':'
            && text.charAt(20) == ' ';
    if (!shaped) {
      return null;
    }
    int day = number(text, text.charAt(0) == ' ' ? 1 : 0, 2);
    int month = MONTHS.indexOf(text.substring(3, 6).toLowerCase(Locale.ROOT));
    int year = number(text, 7, 11);
    int hour = number(text, 12, 14);
    int minute = number(text, 15, 17);
    int second = number(text, 18, 20);
    int zone = number(text, 22, 26);
    char sign = text.charAt(21);
    boolean read = day >= 0 && month >= 0 && month % 3 == 0 && year >= 0 && hour >= 0;
    // Leap seconds and zones that Java has not are left to who knows more forms.
    boolean plain = minute >= 0 && second >= 0 && second < 60 && zone >= 0 && zone <= 1800;
    if (!read || !plain || sign != '+' && sign != '-') {
      return null;
    }
    int minutes = zone / 100 * 60 + zone % 100;
    return LocalDateTime.of(year, month / 3 + 1, day, hour, minute, second)
        .toInstant(ZoneOffset.ofTotalSeconds((sign == '-' ? -60 : 60) * minutes));
  }

  /** Returns what digits alone say; -1 where there are others. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
