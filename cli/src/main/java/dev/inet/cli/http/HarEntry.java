package dev.inet.cli.http;

import dev.inet.core.Secret;
import dev.inet.http.HttpBody;
import dev.inet.http.HttpExchange;
import dev.inet.http.HttpField;
import dev.inet.http.HttpFields;
import dev.inet.http.HttpRequest;
import dev.inet.http.HttpResponse;
import dev.inet.http.HttpTiming;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges as the entries of an HTTP Archive. Who reads one must not become who made it:
 * credentials, and the values of cookies, are {@code ****}.
 *
 * @param secrets what must not show, whatever it stands in
 */
record HarEntry(Supplier<List<Secret>> secrets) {
  private static final String STARS = "****";
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");
  static final int LONGEST_POSTED = 64 * 1024;
  private static final int SHORTEST_SECRET = 4;

  /**
   * Returns an exchange.
   *
   * @param lookup how many nanoseconds its names took; {@code null} where none were looked up
   */
  Map<String, @Nullable Object> of(HttpExchange exchange, @Nullable Long lookup) {
    var timings = timings(exchange, lookup);
    double all = 0;
    for (Map.Entry<String, Double> timing : timings.entrySet()) {
      all += timing.getKey().equals("ssl") ? 0 : Math.max(0, timing.getValue());
    }
    var entry = new LinkedHashMap<String, @Nullable Object>();
    entry.put("startedDateTime", exchange.began());
    entry.put("time", rounded(all));
    entry.put("request", request(exchange));
    entry.put("response", response(exchange));
    entry.put("cache", Map.of());
    entry.put("timings", timings);
    String address = exchange.address().orElse("");
    if (address.contains(":") && !address.contains("/")) {
      String host = address.substring(0, address.lastIndexOf(':'));
      entry.put("serverIPAddress", host.replaceAll("^\\[|\\]$|%.*", ""));
    }
    if (exchange.connection() != 0) {
      entry.put("connection", String.valueOf(exchange.connection()));
    }
    if (!exchange.error().isEmpty()) {
      entry.put("_error", masked(exchange.error()));
    }
    return entry;
  }

  private static Map<String, Double> timings(HttpExchange exchange, @Nullable Long lookup) {
    HttpTiming at = exchange.timing();
    long sending = at.sending() == 0 ? exchange.end() : at.sending();
    long sent = at.sent() == 0 ? sending : at.sent();
    long answered = at.answered() == 0 ? exchange.end() : at.answered();
    boolean made = at.connecting() != 0;
    long connected = at.connected() == 0 ? sending : at.connected();
    long names = lookup == null ? 0 : lookup;
    var timings = new LinkedHashMap<String, Double>();
    long blocked = made ? at.connecting() - at.begun() + sending - connected : sending - at.begun();
    timings.put("blocked", millis(blocked));
    timings.put("dns", lookup == null ? -1 : millis(names));
    timings.put("connect", made ? millis(connected - at.connecting() - names) : -1);
    timings.put("ssl", at.securing() == 0 ? -1 : millis(connected - at.securing()));
    timings.put("send", millis(sent - sending));
    timings.put("wait", millis(answered - sent));
    timings.put("receive", millis(exchange.end() - answered));
    return timings;
  }

  private static double millis(long nanos) {
    return rounded(Math.max(0, nanos) / 1e6);
  }

  private static double rounded(double millis) {
    return Math.round(millis * 1000) / 1000.0;
  }

  private Map<String, @Nullable Object> request(HttpExchange exchange) {
    HttpRequest request = exchange.request();
    HttpResponse response = exchange.response();
    HttpFields fields = response == null ? request.fields() : response.sentFields();
    var shown = new LinkedHashMap<String, @Nullable Object>();
    shown.put("method", request.method());
    shown.put("url", masked(uri(request.url().toString())));
    shown.put("httpVersion", response == null ? "unknown" : response.version());
    shown.put("cookies", cookies(fields.values("Cookie"), ";"));
    shown.put("headers", headers(fields));
    shown.put("queryString", query(request.url().query()));
    HttpBody body = request.body();
    if (body != null) {
      var posted = new LinkedHashMap<String, @Nullable Object>();
      posted.put("mimeType", fields.first("Content-Type").orElse(""));
      posted.put("text", masked(posted(body)));
      shown.put("postData", posted);
    }
    shown.put("headersSize", -1);
    shown.put("bodySize", body == null ? 0 : Math.max(-1, body.length()));
    return shown;
  }

  /** Path and query go out as they were typed, but a log holds URIs (RFC 3986). */
  private static String uri(String url) {
    int path = url.indexOf('/', url.indexOf("://") + 3);
    var valid = new StringBuilder(url.substring(0, path));
    for (int i = path; i < url.length(); i++) {
      char c = url.charAt(i);
      valid.append(
          "\"<>[]\\^`{|}".indexOf(c) < 0
              ? String.valueOf(c)
              : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return valid.toString();
  }

  /** Returns what was sent where that is a short text that can be read again. */
  private static String posted(HttpBody body) {
    if (!body.isRepeatable() || body.length() < 0 || body.length() > LONGEST_POSTED) {
      return "";
    }
    var bytes = new ByteArrayOutputStream();
    try {
      body.writeTo(bytes);
    } catch (IOException e) {
      return "";
    }
    String text = text(bytes.toByteArray());
    return text == null ? "" : text;
  }

  private Map<String, @Nullable Object> response(HttpExchange exchange) {
    HttpResponse response = exchange.response();
    HttpFields fields = response == null ? HttpFields.NONE : response.fields();
    var content = new LinkedHashMap<String, @Nullable Object>();
    content.put("size", exchange.size());
    content.put("mimeType", fields.first("Content-Type").orElse(""));
    byte[] bytes = exchange.beginning();
    if (bytes.length > 0 && bytes.length == exchange.size()) {
      String text = text(bytes);
      content.put("text", text == null ? Base64.getEncoder().encodeToString(bytes) : masked(text));
      if (text == null) {
        content.put("encoding", "base64");
      }
    }
    boolean coded = response != null && response.isDecoded();
    var shown = new LinkedHashMap<String, @Nullable Object>();
    shown.put("status", response == null ? 0 : response.status());
    shown.put("statusText", response == null ? "" : response.reason());
    shown.put("httpVersion", response == null ? "unknown" : response.version());
    shown.put("cookies", cookies(fields.values("Set-Cookie"), null));
    shown.put("headers", headers(fields));
    shown.put("content", content);
    shown.put("redirectURL", masked(fields.first("Location").orElse("")));
    shown.put("headersSize", -1);
    shown.put("bodySize", response == null || coded ? -1 : exchange.size());
    return shown;
  }

  private List<Map<String, String>> headers(HttpFields fields) {
    var shown = new ArrayList<Map<String, String>>();
    for (HttpField field : fields.all()) {
      boolean secret = CREDENTIALS.contains(field.name().toLowerCase(Locale.ROOT));
      shown.add(pair(field.name(), secret ? STARS : masked(field.value())));
    }
    return shown;
  }

  private static List<Map<String, String>> cookies(List<String> values, @Nullable String between) {
    var shown = new ArrayList<Map<String, String>>();
    for (String value : values) {
      for (String one : between == null ? List.of(value) : List.of(value.split(between, -1))) {
        String name = one.split("[=;]", 2)[0].strip();
        shown.add(pair(name, STARS));
      }
    }
    return shown;
  }

  private List<Map<String, String>> query(@Nullable String query) {
    var shown = new ArrayList<Map<String, String>>();
    if (query == null || query.isEmpty()) {
      return shown;
    }
    for (String one : query.split("&", -1)) {
      int equals = one.indexOf('=');
      String name = equals < 0 ? one : one.substring(0, equals);
      shown.add(pair(decoded(name), masked(decoded(equals < 0 ? "" : one.substring(equals + 1)))));
    }
    return shown;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static Map<String, String> pair(String name, String value) {
    var pair = new LinkedHashMap<String, String>();
    pair.put("name", name);
    pair.put("value", value);
    return pair;
  }

  private String masked(String text) {
    String masked = text;
    for (Secret secret : secrets.get()) {
      String word = secret.reveal();
      masked = word.length() < SHORTEST_SECRET ? masked : masked.replace(word, STARS);
    }
    return masked;
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
