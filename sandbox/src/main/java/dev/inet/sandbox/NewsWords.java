package dev.inet.sandbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the commands of news are made of (RFC 3977): ranges, moments, patterns of names. */
final class NewsWords {
  private NewsWords() {}

  /** Reads a range; {@code null} where it is none. */
  static long @Nullable [] bounds(String text) {
    if (!text.matches("\\d{1,16}(-\\d{0,16})?")) {
      return null;
    }
    int dash = text.indexOf('-');
    if (dash < 0) {
      return new long[] {Long.parseLong(text), Long.parseLong(text)};
    }
    String last = text.substring(dash + 1);
    return new long[] {
      Long.parseLong(text.substring(0, dash)),
      last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last)
    };
  }

  /** Reads date and time of NEWGROUPS and NEWNEWS, with years of two digits as well. */
  static @Nullable Instant moment(List<String> words, int at) {
    if (words.size() < at + 2) {
      return null;
    }
    String date = words.get(at);
    try {
      String whole = date.length() == 6 ? "20" + date : date;
      return LocalDateTime.parse(
              whole + words.get(at + 1), DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Matches by RFC 3977, section 4: the last part that fits decides. */
  static boolean matches(String wildmat, String name) {
    boolean fits = false;
    for (String part : wildmat.split(",", -1)) {
      boolean not = part.startsWith("!");
      String pattern = not ? part.substring(1) : part;
      StringBuilder regex = new StringBuilder();
      for (char c : pattern.toCharArray()) {
        regex.append(c == '*' ? ".*" : c == '?' ? "." : "\\Q" + c + "\\E");
      }
      if (name.matches(regex.toString())) {
        fits = !not;
      }
    }
    return fits;
  }
}
