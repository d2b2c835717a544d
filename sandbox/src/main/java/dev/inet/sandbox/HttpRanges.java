package dev.inet.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers with contents of a known length: conditions and ranges (RFC 9110 sections 13 and 14). */
final class HttpRanges {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String BOUNDARY = "inet-sandbox-part";
  private static final int MOST = 16;

  /** Contents that can be asked for from anywhere; it may give less than is asked for. */
  interface Contents {
    ByteBuffer piece(long from, long atMost);
  }

  private record Range(long from, long length) {
    String of(long whole) {
      return "bytes " + from + "-" + (from + length - 1) + "/" + whole;
    }
  }

  private HttpRanges() {}

  static String date(Instant instant) {
    return HTTP_DATE.format(instant);
  }

  static void send(HttpExchange exchange, long length, String etag, Contents contents)
      throws IOException {
    HttpRequest request = exchange.request();
    exchange.header("ETag", etag).header("Last-Modified", date(Samples.MODIFIED));
    exchange.header("Accept-Ranges", "bytes");
    if (!request.headers("If-Match").isEmpty() && !names(request, "If-Match", etag)) {
      exchange.send(412, new byte[0]);
      return;
    }
    if (isNotModified(request, etag)) {
      exchange.send(304, new byte[0]);
      return;
    }
    List<Range> ranges = ranges(request, etag, length);
    if (ranges == null) {
      exchange.begin(200, length);
      copy(exchange, contents, new Range(0, length));
    } else if (ranges.isEmpty()) {
      exchange.header("Content-Range", "bytes */" + length).send(416, new byte[0]);
    } else if (ranges.size() == 1) {
      Range range = ranges.get(0);
      exchange.header("Content-Range", range.of(length));
      exchange.begin(206, range.length());
      copy(exchange, contents, range);
    } else {
      exchange.header("Content-Type", "multipart/byteranges; boundary=" + BOUNDARY);
      exchange.begin(206, -1);
      for (Range range : ranges) {
        exchange.write("\r\n--" + BOUNDARY + "\r\nContent-Range: " + range.of(length) + "\r\n\r\n");
        copy(exchange, contents, range);
      }
      exchange.write("\r\n--" + BOUNDARY + "--\r\n");
      exchange.end();
    }
  }

  private static void copy(HttpExchange exchange, Contents contents, Range range)
      throws IOException {
    if (exchange.request().method().equals("HEAD")) {
      return;
    }
    long end = range.from() + range.length();
    for (long at = range.from(); at < end; ) {
      at += exchange.write(contents.piece(at, end - at));
    }
  }

  private static boolean names(HttpRequest request, String field, String etag) {
    return request.headers(field).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .map(String::strip)
        .anyMatch(value -> value.equals("*") || value.replaceFirst("^W/", "").equals(etag));
  }

  private static boolean isNotModified(HttpRequest request, String etag) {
    if (!request.headers("If-None-Match").isEmpty()) {
      return names(request, "If-None-Match", etag);
    }
    Instant since = instant(request.header("If-Modified-Since").orElse(""));
    return since != null && !Samples.MODIFIED.isAfter(since);
  }

  private static @Nullable Instant instant(String date) {
    try {
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The ranges that are asked for and exist; null where the whole is to be sent. */
  private static @Nullable List<Range> ranges(HttpRequest request, String etag, long length) {
    String field = request.header("Range").orElse("");
    String condition = request.header("If-Range").orElse(etag);
    boolean unchanged = condition.equals(etag) || Samples.MODIFIED.equals(instant(condition));
    if (!unchanged || !field.matches("bytes=[-\\d, ]+")) {
      return null;
    }
    List<Range> ranges = new ArrayList<>();
    for (String item : field.substring("bytes=".length()).split(",", -1)) {
      String range = item.strip();
      if (!range.matches("\\d{1,18}-\\d{0,18}|-\\d{1,18}")) {
        return null;
      }
      int dash = range.indexOf('-');
      String last = range.substring(dash + 1);
      if (dash == 0) {
        long count = Math.min(length, Long.parseLong(last));
        add(ranges, new Range(length - count, count), length);
      } else {
        long from = Long.parseLong(range.substring(0, dash));
        long to = last.isEmpty() ? length - 1 : Math.min(length - 1, Long.parseLong(last));
        add(ranges, new Range(from, to - from + 1), length);
      }
    }
    return ranges.size() > MOST ? null : ranges;
  }

  private static void add(List<Range> ranges, Range range, long whole) {
    if (range.length() > 0 && range.from() < whole) {
      ranges.add(range);
    }
  }
}
