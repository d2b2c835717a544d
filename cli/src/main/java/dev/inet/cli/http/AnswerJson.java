package dev.inet.cli.http;

import dev.inet.http.HttpField;
import dev.inet.http.HttpFields;
import dev.inet.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers as objects of JSON. */
final class AnswerJson {
  private AnswerJson() {}

  /** Returns an answer as names and values: its head, and its body as text or in base64. */
  static @Nullable Object[] of(HttpResponse response, byte @Nullable [] body) {
    byte[] bytes = body == null ? new byte[0] : body;
    String text = text(bytes);
    return new @Nullable Object[] {
      "url",
      response.request().url().toString(),
      "status",
      response.status(),
      "reason",
      response.reason().isEmpty() ? null : response.reason(),
      "version",
      response.version(),
      "headers",
      map(response.fields()),
      "size",
      bytes.length,
      "body",
      text,
      "body_base64",
      text == null ? Base64.getEncoder().encodeToString(bytes) : null,
      "trailers",
      response.trailers().all().isEmpty() ? null : map(response.trailers())
    };
  }

  /** Returns what was saved of an answer as names and values. */
  static @Nullable Object[] saved(HttpResponse response, @Nullable Path file, long size) {
    return new @Nullable Object[] {
      "name",
      file == null ? null : file.toString(),
      "type",
      "file",
      "size",
      size,
      "modified",
      response.modified().orElse(null),
      "url",
      response.request().url().toString(),
      "status",
      response.status()
    };
  }

  /** Names are in lower case, as in HTTP/2; each has all its values. */
  private static Map<String, List<String>> map(HttpFields fields) {
    var map = new LinkedHashMap<String, List<String>>();
    for (HttpField field : fields.all()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      map.computeIfAbsent(name, key -> new ArrayList<>()).add(field.value());
    }
    return map;
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
