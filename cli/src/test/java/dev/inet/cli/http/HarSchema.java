package dev.inet.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.output.JsonText;
import java.math.BigDecimal;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What HAR 1.2 requires of a log, and the published schema checks. */
final class HarSchema {
  private final Map<?, ?> log;

  HarSchema(String text) {
    try {
      this.log = map(map(JsonText.read(text)).get("log"));
    } catch (JsonText.NoJsonException e) {
      throw new AssertionError(text, e);
    }
    assertEquals("1.2", log.get("version"));
    texts(map(log.get("creator")), "name", "version");
    list(log.get("entries")).forEach(entry -> entry(map(entry)));
  }

  void hasEntries(int count) {
    assertEquals(count, list(log.get("entries")).size());
  }

  private static void entry(Map<?, ?> entry) {
    OffsetDateTime.parse(String.valueOf(entry.get("startedDateTime")));
    number(entry, "time", 0);
    assertInstanceOf(Map.class, entry.get("cache"));
    Map<?, ?> request = map(entry.get("request"));
    texts(request, "method", "url", "httpVersion");
    assertTrue(URI.create((String) request.get("url")).isAbsolute());
    pairs(request, "cookies", "headers", "queryString");
    number(request, "headersSize", -1);
    number(request, "bodySize", -1);
    if (request.containsKey("postData")) {
      texts(map(request.get("postData")), "mimeType", "text");
    }
    Map<?, ?> response = map(entry.get("response"));
    number(response, "status", 0);
    texts(response, "statusText", "httpVersion", "redirectURL");
    pairs(response, "cookies", "headers");
    number(response, "headersSize", -1);
    number(response, "bodySize", -1);
    number(map(response.get("content")), "size", 0);
    texts(map(response.get("content")), "mimeType");
    timings(entry);
  }

  /** The parts add up to the whole; TLS is a part of connecting. */
  private static void timings(Map<?, ?> entry) {
    Map<?, ?> timings = map(entry.get("timings"));
    double sum = 0;
    for (String part : List.of("blocked", "dns", "connect", "ssl", "send", "wait", "receive")) {
      boolean always = List.of("send", "wait", "receive").contains(part);
      double spent = number(timings, part, always ? 0 : -1);
      sum += part.equals("ssl") ? 0 : Math.max(0, spent);
    }
    assertEquals(number(entry, "time", 0), sum, 0.01);
  }

  private static double number(Map<?, ?> map, String name, int least) {
    BigDecimal number = assertInstanceOf(BigDecimal.class, map.get(name), name);
    assertTrue(number.compareTo(BigDecimal.valueOf(least)) >= 0, () -> name + " is " + number);
    return number.doubleValue();
  }

  private static void texts(Map<?, ?> map, String... names) {
    for (String name : names) {
      assertInstanceOf(String.class, map.get(name), name);
    }
  }

  private static void pairs(Map<?, ?> map, String... names) {
    for (String name : names) {
      list(map.get(name)).forEach(pair -> texts(map(pair), "name", "value"));
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return assertInstanceOf(Map.class, value);
  }

  private static List<?> list(@Nullable Object value) {
    return assertInstanceOf(List.class, value);
  }
}
