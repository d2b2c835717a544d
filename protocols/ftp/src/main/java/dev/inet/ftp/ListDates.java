package dev.inet.ftp;

import static dev.inet.ftp.ListParser.number;

import dev.inet.ftp.FtpFile.Precision;
import dev.inet.ftp.ListParser.Word;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dates of {@code ls}, of which there are as many as there are locales: {@code Feb 27
 * 13:05}, {@code 27. Feb 2026}, {@code 2026-02-27 13:05}, {@code 02-27 13:05}, {@code 8月 17 08:52}.
 */
final class ListDates {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  /** The time that ends before the name, and how many words it took. */
  record Stamp(@Nullable Instant time, Precision precision, int words) {}

  private final LocalDateTime now;

  /**
   * Makes one.
   *
   * @param now the time, which tells the year of those that have none
   */
  ListDates(LocalDateTime now) {
    this.now = now;
  }

  /** Reads the date that begins at a word; {@code null} where none does. */
  @Nullable Stamp read(List<Word> words, int at) {
    String first = words.get(at).text();
    String second = text(words, at + 1);
    String third = text(words, at + 2);
    String fourth = text(words, at + 3);
    try {
      if (first.length() == 10 && first.charAt(4) == '-' && first.charAt(7) == '-') {
        return iso(first, second, third);
      }
      boolean dayFirst = month(strip(second)) > 0 && number(strip(first)) > 0;
      int month = month(strip(dayFirst ? second : first));
      if (month == 0) {
        return digits(first, second, third);
      }
      long day = number(strip(dayFirst ? first : second));
      if (day < 1 || day > 31 || third.isEmpty()) {
        return null;
      }
      int colon = third.indexOf(':');
      if (colon == 2 && third.length() == 8 && number(fourth) >= 1970 && number(fourth) < 2200) {
        // "Feb 27 13:05:59 2026", where a name follows.
        return at + 4 < words.size() ? whole(number(fourth), month, day, third) : null;
      }
      if (colon > 0) {
        return clock(month, day, third, 3);
      }
      if (second.endsWith(",") && isClock(fourth)) {
        // "Oct 08, 2002 09:47".
        return minute(number(third), month, day, fourth, 4);
      }
      return day(number(third), month, day, 3);
    } catch (DateTimeException e) {
      return new Stamp(null, Precision.NONE, 3);
    }
  }

  /** A month in another language: the name is read all the same, without a time. */
  static @Nullable Stamp foreign(List<Word> words, int at) {
    if (at + 3 >= words.size()) {
      return null;
    }
    String first = words.get(at).text();
    String second = strip(words.get(at + 1).text());
    String third = words.get(at + 2).text();
    boolean day = isDay(first) != isDay(second);
    String word = isDay(first) ? second : first;
    boolean letters = !word.isEmpty();
    for (int i = 0; letters && i < word.length(); i++) {
      char c = word.charAt(i);
      letters = Character.isLetter(c) || c == '.' || c >= 0x80;
    }
    boolean clock = third.length() >= 4 && third.length() <= 5 && third.indexOf(':') > 0;
    boolean year = third.length() == 4 && number(third) >= 1900;
    return day && letters && (clock || year) ? new Stamp(null, Precision.NONE, 3) : null;
  }

  // --- digits alone

  private @Nullable Stamp digits(String first, String second, String third) {
    if (first.isEmpty() || first.charAt(0) < '0' || first.charAt(0) > '9') {
      return null;
    }
    try {
      return numbers(first, second, third);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private @Nullable Stamp numbers(String first, String second, String third) {
    String[] parts = first.split("[-/.]", -1);
    if (parts.length == 3) {
      return parted(parts, first.charAt(parts[0].length()), second);
    }
    if (parts.length == 2) {
      // "09-26 13:45", "09-26 2000".
      return either(number(parts[0]), number(parts[1]), second, 2);
    }
    if (isClock(third)) {
      // "3 29 03:26", "8月 17 08:52".
      return clock(marked(first), marked(second), third, 3);
    }
    if (!isMarked(first) && !isMarked(second)) {
      // A size and its neighbours are numbers, too.
      return null;
    }
    // "2003年 3月 20日", "4月 18日 2003年".
    boolean yearFirst = marked(first) >= 1900;
    return yearFirst
        ? day(marked(first), marked(second), marked(third), 3)
        : day(marked(third), marked(first), marked(second), 3);
  }

  private @Nullable Stamp either(long month, long day, String word, int words) {
    return isClock(word) ? clock(month, day, word, words) : day(number(word), month, day, words);
  }

  /** A date in one word; where it may begin with the day or the month, it has no time. */
  private static @Nullable Stamp parted(String[] parts, char by, String next) {
    long first = number(parts[0]);
    long last = number(parts[2]);
    boolean yearFirst = parts[0].length() == 4;
    long year = yearFirst ? first : last;
    if (first < 1 || last < 0 || !yearFirst && parts[2].length() != 4 && parts[2].length() != 2) {
      return null;
    }
    year += year >= 100 ? 0 : year < 70 ? 2000 : 1900;
    int named = month(parts[1]);
    long second = named > 0 ? named : number(parts[1]);
    boolean dayFirst = named > 0 || by == '.' || first > 12;
    int words = isClock(next) ? 2 : 1;
    if (second < 1 || !yearFirst && !dayFirst && second <= 12 && first != second) {
      return second < 1 ? null : new Stamp(null, Precision.NONE, words);
    }
    long month = yearFirst || dayFirst ? second : first;
    long day = yearFirst ? last : dayFirst ? first : second;
    return words == 2 ? minute(year, month, day, next, 2) : day(year, month, day, 1);
  }

  /** Returns a number, also of one with the mark of East Asia for years, months or days behind. */
  private static long marked(String word) {
    int end = word.length();
    while (end > 0 && word.charAt(end - 1) >= 0x80) {
      end--;
    }
    return number(word.substring(0, end));
  }

  private static boolean isMarked(String word) {
    return !word.isEmpty() && word.charAt(word.length() - 1) >= 0x80 && marked(word) > 0;
  }

  // --- what a date is made of

  private static String text(List<Word> words, int at) {
    return at < words.size() ? words.get(at).text() : "";
  }

  private static boolean isClock(String word) {
    int colon = word.indexOf(':');
    return (colon == 1 || colon == 2)
        && word.length() >= colon + 3
        && number(word.substring(0, colon)) >= 0
        && number(word.substring(colon + 1, colon + 3)) >= 0;
  }

  private static boolean isDay(String word) {
    long day = number(strip(word));
    return day >= 1 && day <= 31;
  }

  private static String strip(String word) {
    int end = word.length();
    while (end > 0 && (word.charAt(end - 1) == '.' || word.charAt(end - 1) == ',')) {
      end--;
    }
    return word.substring(0, end);
  }

  /** Returns the number of a month by its first three letters; 0 where it is none. */
  static int month(String word) {
    if (word.length() < 3) {
      return 0;
    }
    int at = MONTHS.indexOf(word.substring(0, 3).toLowerCase(Locale.ROOT));
    return at >= 0 && at % 3 == 0 && word.length() <= 4 ? at / 3 + 1 : 0;
  }

  private static @Nullable Stamp day(long year, long month, long day, int words) {
    // Windows counts from 1601, and says so of files without a time.
    return year < 1600 || year > 9999
        ? null
        : new Stamp(at(year, month, day, 0, 0, 0), Precision.DAY, words);
  }

  private static Stamp minute(long year, long month, long day, String clock, int words) {
    int colon = clock.indexOf(':');
    long hour = number(clock.substring(0, colon));
    long minute = number(clock.substring(colon + 1, colon + 3));
    return new Stamp(at(year, month, day, hour, minute, 0), Precision.MINUTE, words);
  }

  private static Stamp whole(long year, long month, long day, String clock) {
    long hour = number(clock.substring(0, 2));
    long minute = number(clock.substring(3, 5));
    long second = number(clock.substring(6, 8));
    return new Stamp(at(year, month, day, hour, minute, second), Precision.SECOND, 4);
  }

  private static Instant at(long year, long month, long day, long hour, long minute, long second) {
    return LocalDateTime.of(
            (int) year, (int) month, (int) day, (int) hour, (int) minute, (int) second)
        .toInstant(ZoneOffset.UTC);
  }

  /** A time without a year is the last one that has come; a day is for clocks and zones. */
  private @Nullable Stamp clock(long month, long day, String clock, int words) {
    int colon = clock.indexOf(':');
    long hour = number(clock.substring(0, colon));
    long minute = number(clock.substring(colon + 1, Math.min(clock.length(), colon + 3)));
    if (month < 1 || day < 1 || hour < 0 || minute < 0) {
      return null;
    }
    int year = now.getYear();
    boolean leap = month == 2 && day == 29;
    while (leap && !java.time.Year.isLeap(year)) {
      year--;
    }
    LocalDateTime time = LocalDateTime.of(year, (int) month, (int) day, (int) hour, (int) minute);
    if (time.isAfter(now.plusDays(1))) {
      time = time.minusYears(leap ? 4 : 1);
    }
    return new Stamp(time.toInstant(ZoneOffset.UTC), Precision.MINUTE, words);
  }

  private static Stamp iso(String date, String clock, String zone) {
    LocalDateTime day = LocalDateTime.parse(date + "T00:00:00");
    if (clock.length() < 5 || clock.charAt(2) != ':') {
      return new Stamp(day.toInstant(ZoneOffset.UTC), Precision.DAY, 1);
    }
    boolean exact = clock.length() >= 8;
    String whole = exact ? clock.substring(0, 8) : clock.substring(0, 5) + ":00";
    LocalDateTime time = LocalDateTime.parse(date + "T" + whole);
    boolean zoned = zone.length() == 5 && (zone.startsWith("+") || zone.startsWith("-"));
    if (exact && clock.length() > 9 && zoned && number(zone.substring(1)) >= 0) {
      // "2026-02-27 13:05:00.000000000 +0100", as ls has it with --full-time.
      Instant moment = time.toInstant(ZoneOffset.of(zone));
      return new Stamp(moment, Precision.SECOND, 3);
    }
    return new Stamp(
        time.toInstant(ZoneOffset.UTC), exact ? Precision.SECOND : Precision.MINUTE, 2);
  }
}
