package dev.inet.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.output.JsonText;
import dev.inet.core.resolve.Literals;
import java.math.BigDecimal;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every rule of the schema of HAR 1.2 that is published as {@code har-schema}: what must be there,
 * of which type, and in which format. It also holds the log to what the specification says beyond:
 * no other names than its own, or such as begin with an underscore; and parts of time that add up.
 */
final class HarSchema {
  /** The pattern of the schema for a moment: with a zone. */
  private static final Pattern MOMENT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");

  private final List<?> entries;

  HarSchema(String text) {
    Map<?, ?> root;
    try {
      root = map(JsonText.read(text));
    } catch (JsonText.NoJsonException e) {
      throw new AssertionError(text, e);
    }
    new Part(root, "har").has("log").alone();
    Map<?, ?> log = map(root.get("log"));
    new Part(log, "log")
        .text("version")
        .has("creator", "entries")
        .mayHave("browser", "pages")
        .alone();
    assertEquals("1.2", log.get("version"));
    new Part(map(log.get("creator")), "creator").text("name", "version").alone();
    entries = list(log.get("entries"));
    entries.forEach(entry -> entry(map(entry)));
  }

  void hasEntries(int count) {
    assertEquals(count, entries.size());
  }

  int size() {
    return entries.size();
  }

  /** Returns a value within an entry, by the names that lead to it. */
  @Nullable Object value(int entry, String... names) {
    Object value = entries.get(entry);
    for (String name : names) {
      value = map(value).get(name);
    }
    return value;
  }

  private static void entry(Map<?, ?> entry) {
    Part part =
        new Part(entry, "entry")
            .text("startedDateTime")
            .number(0, "time")
            .has("request", "response", "cache", "timings")
            .mayBeText("serverIPAddress", "connection", "pageref");
    part.alone();
    String began = (String) entry.get("startedDateTime");
    assertTrue(MOMENT.matcher(began).matches(), began);
    OffsetDateTime.parse(began);
    if (entry.containsKey("serverIPAddress")) {
      assertAddress((String) entry.get("serverIPAddress"));
    }
    new Part(map(entry.get("cache")), "cache").mayHave("beforeRequest", "afterRequest").alone();
    request(map(entry.get("request")));
    response(map(entry.get("response")));
    timings(entry);
  }

  private static void assertAddress(String text) {
    try {
      assertTrue(Literals.parse(text).isPresent(), text);
    } catch (UnknownHostException e) {
      throw new AssertionError(text, e);
    }
  }

  private static void request(Map<?, ?> request) {
    new Part(request, "request")
        .text("method", "url", "httpVersion")
        .integer(-1, "headersSize", "bodySize")
        .has("cookies", "headers", "queryString")
        .mayHave("postData")
        .alone();
    assertTrue(URI.create((String) request.get("url")).isAbsolute());
    cookies(request);
    pairs(request, "headers", "queryString");
    if (request.containsKey("postData")) {
      Map<?, ?> posted = map(request.get("postData"));
      new Part(posted, "postData").text("mimeType").mayBeText("text").mayHave("params").alone();
      if (posted.containsKey("params")) {
        for (Object param : list(posted.get("params"))) {
          new Part(map(param), "param")
              .text("name")
              .mayBeText("value", "fileName", "contentType")
              .alone();
        }
      }
    }
  }

  private static void response(Map<?, ?> response) {
    new Part(response, "response")
        .integer(0, "status")
        .text("statusText", "httpVersion", "redirectURL")
        .integer(-1, "headersSize", "bodySize")
        .has("cookies", "headers", "content")
        .alone();
    cookies(response);
    pairs(response, "headers");
    Part content =
        new Part(map(response.get("content")), "content")
            .integer(0, "size")
            .text("mimeType")
            .mayBeText("text", "encoding");
    if (content.map.containsKey("compression")) {
      content.integer(Integer.MIN_VALUE, "compression");
    }
    content.alone();
  }

  private static void cookies(Map<?, ?> message) {
    for (Object cookie : list(message.get("cookies"))) {
      Map<?, ?> one = map(cookie);
      new Part(one, "cookie")
          .text("name", "value")
          .mayBeText("path", "domain")
          .mayHave("expires", "httpOnly", "secure")
          .alone();
      for (String flag : List.of("httpOnly", "secure")) {
        assertTrue(!one.containsKey(flag) || one.get(flag) instanceof Boolean, flag);
      }
      if (one.get("expires") != null) {
        OffsetDateTime.parse((String) one.get("expires"));
      }
    }
  }

  /** The parts add up to the whole; TLS is a part of connecting. */
  private static void timings(Map<?, ?> entry) {
    Map<?, ?> timings = map(entry.get("timings"));
    Part part = new Part(timings, "timings").number(0, "send", "wait", "receive");
    double sum = 0;
    for (String name : List.of("blocked", "dns", "connect", "ssl", "send", "wait", "receive")) {
      if (timings.containsKey(name)) {
        part.number(-1, name);
        double spent = ((BigDecimal) timings.get(name)).doubleValue();
        sum += name.equals("ssl") ? 0 : Math.max(0, spent);
      }
    }
    part.alone();
    assertEquals(((BigDecimal) entry.get("time")).doubleValue(), sum, 0.01);
  }

  private static void pairs(Map<?, ?> map, String... names) {
    for (String name : names) {
      list(map.get(name)).forEach(pair -> new Part(map(pair), name).text("name", "value").alone());
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return assertInstanceOf(Map.class, value);
  }

  private static List<?> list(@Nullable Object value) {
    return assertInstanceOf(List.class, value);
  }

  /** One object of the log, and the names that it may hold. */
  private static final class Part {
    private final Map<?, ?> map;
    private final String what;
    private final Set<Object> known = new HashSet<>(Set.of("comment"));

    Part(Map<?, ?> map, String what) {
      this.map = map;
      this.what = what;
    }

    Part has(String... names) {
      for (String name : names) {
        known.add(name);
        assertNotNull(map.get(name), what + " lacks " + name);
      }
      return this;
    }

    Part mayHave(String... names) {
      known.addAll(Set.of(names));
      return this;
    }

    Part text(String... names) {
      for (String name : names) {
        has(name);
        assertInstanceOf(String.class, map.get(name), what + " " + name);
      }
      return this;
    }

    Part mayBeText(String... names) {
      for (String name : names) {
        known.add(name);
        if (map.containsKey(name)) {
          text(name);
        }
      }
      return this;
    }

    Part number(int least, String... names) {
      for (String name : names) {
        has(name);
        var number = assertInstanceOf(BigDecimal.class, map.get(name), what + " " + name);
        assertTrue(number.compareTo(BigDecimal.valueOf(least)) >= 0, () -> name + " is " + number);
      }
      return this;
    }

    Part integer(int least, String... names) {
      number(least, names);
      for (String name : names) {
        BigDecimal number = (BigDecimal) map.get(name);
        assertTrue(number.stripTrailingZeros().scale() <= 0, () -> name + " is " + number);
      }
      return this;
    }

    void alone() {
      for (Object name : map.keySet()) {
        boolean own = String.valueOf(name).startsWith("_");
        assertTrue(own || known.contains(name), () -> what + " has " + name);
      }
    }
  }
}
