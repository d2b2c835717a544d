package dev.inet.nntp;

import dev.inet.mail.MailDate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Dates of articles (RFC 5536, section 3.1.1, and the obsolete forms of RFC 5322, section 4.3),
 * read quickly: a list may hold a hundred thousand of them.
 */
final class NewsDate {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private final String text;
  private int at;

  private NewsDate(String text) {
    this.text = text;
  }

  /**
   * Reads a date.
   *
   * @param text the field's value
   * @return the moment; empty where it is no date
   */
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(new NewsDate(text).read());
    } catch (DateTimeException | NumberFormatException | StringIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private Instant read() {
    int comma = text.indexOf(',');
    at = comma < 0 ? 0 : comma + 1;
    skip();
    if (Character.isLetter(text.charAt(at))) {
      // A name of a day without its comma.
      word();
      skip();
    }
    if (Character.isLetter(text.charAt(at))) {
      return ctime();
    }
    int day = number();
    separator();
    int month = month(word());
    separator();
    int year = year();
    skip();
    LocalTime clock = clock();
    skip();
    return LocalDate.of(year, month, day).atTime(clock).toInstant(zone());
  }

  /**
   * Reads {@code Jan 3 12:00:00 1985}, which older software writes (RFC 1036, section 2.1.2); a
   * zone may stand before the year.
   */
  private Instant ctime() {
    int month = month(word());
    skip();
    int day = number();
    skip();
    LocalTime clock = clock();
    skip();
    boolean zoned = !Character.isDigit(text.charAt(at));
    ZoneOffset zone = zoned ? zone() : ZoneOffset.UTC;
    skip();
    return LocalDate.of(year(), month, day).atTime(clock).toInstant(zone);
  }

  private int year() {
    int begin = at;
    int year = number();
    int digits = at - begin;
    return year + (digits <= 2 ? (year < 50 ? 2000 : 1900) : digits == 3 ? 1900 : 0);
  }

  private LocalTime clock() {
    int hour = number();
    at++;
    int minute = number();
    int second = 0;
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      second = Math.min(number(), 59);
    }
    return LocalTime.of(hour, minute, second);
  }

  private ZoneOffset zone() {
    if (at >= text.length()) {
      return ZoneOffset.UTC;
    }
    String name = word().toUpperCase(Locale.ROOT);
    char sign = at < text.length() ? text.charAt(at) : ' ';
    if ((sign == '+' || sign == '-') && List.of("", "GMT", "UTC").contains(name)) {
      at++;
      int value = number();
      int minutes = value / 100 * 60 + value % 100;
      if (at < text.length() && text.charAt(at) == ':') {
        at++;
        minutes = value * 60 + number();
      }
      return ZoneOffset.ofTotalSeconds((sign == '-' ? -minutes : minutes) * 60);
    }
    return MailDate.zone(name);
  }

  private void skip() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
  }

  private void separator() {
    while (at < text.length() && (text.charAt(at) <= ' ' || "-.".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
  }

  private int number() {
    int begin = at;
    int value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = value * 10 + (text.charAt(at) - '0');
      at++;
    }
    if (at == begin || at - begin > 4) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private String word() {
    int begin = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return text.substring(begin, at);
  }

  private static int month(String word) {
    String name = word.length() < 3 ? "?" : word.substring(0, 3).toLowerCase(Locale.ROOT);
    int index = MONTHS.indexOf(name);
    if (index < 0 || index % 3 != 0) {
      throw new NumberFormatException(word);
    }
    return index / 3 + 1;
  }
}
