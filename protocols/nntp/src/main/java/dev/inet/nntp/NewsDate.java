package dev.inet.nntp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Dates of articles (RFC 5536, section 3.1.1, and the obsolete forms of RFC 5322, section 4.3),
 * read quickly: a list may hold a hundred thousand of them.
 */
final class NewsDate {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final Map<String, Integer> ZONES =
      Map.of(
          "EST", -5, "EDT", -4, "CST", -6, "CDT", -5, "MST", -7, "MDT", -6, "PST", -8, "PDT", -7);

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
    int day = number();
    separator();
    int month = month(word());
    separator();
    int digits = at;
    int year = number();
    year += at - digits <= 2 ? (year < 50 ? 2000 : 1900) : at - digits == 3 ? 1900 : 0;
    skip();
    int hour = number();
    at++;
    int minute = number();
    int second = 0;
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      second = Math.min(number(), 59);
    }
    skip();
    return LocalDateTime.of(year, month, day, hour, minute, second).toInstant(zone());
  }

  private ZoneOffset zone() {
    if (at >= text.length()) {
      return ZoneOffset.UTC;
    }
    char sign = text.charAt(at);
    if (sign == '+' || sign == '-') {
      at++;
      int value = number();
      int minutes = value / 100 * 60 + value % 100;
      return ZoneOffset.ofTotalSeconds((sign == '-' ? -minutes : minutes) * 60);
    }
    return ZoneOffset.ofHours(ZONES.getOrDefault(word().toUpperCase(Locale.ROOT), 0));
  }

  private void skip() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
  }

  private void separator() {
    while (at < text.length() && (text.charAt(at) <= ' ' || text.charAt(at) == '-')) {
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
