package dev.inet.core.trace;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An event as a line of a recording, and back. */
final class RecordedEvent {
  private RecordedEvent() {}

  private static JsonLine line(long connection, long micros, String kind) {
    return new JsonLine().put("connection", connection).put("time", micros).put("kind", kind);
  }

  static JsonLine line(long connection, long micros, String kind, byte[] bytes) {
    return line(connection, micros, kind, bytes, 0, bytes.length);
  }

  /** Returns bytes as a line: as text where that is readable, else in Base64; exact in both. */
  static JsonLine line(long connection, long micros, String kind, byte[] bytes, int from, int to) {
    JsonLine line = line(connection, micros, kind).put("bytes", to - from);
    String text = readable(bytes, from, to);
    if (text != null) {
      return line.put("text", text);
    }
    ByteBuffer piece = ByteBuffer.wrap(bytes, from, to - from);
    ByteBuffer base64 = Base64.getEncoder().encode(piece);
    return line.put("base64", StandardCharsets.ISO_8859_1.decode(base64).toString());
  }

  /** Returns the bytes as text where they are UTF-8 with no control but tab, CR and LF. */
  private static @Nullable String readable(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b >= 0 && b < ' ' && b != '\t' && b != '\r' && b != '\n' || b == 0x7f) {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Returns where a piece ends: not in the middle of a UTF-8 character, if it can be helped. */
  static int pieceEnd(byte[] bytes, int from, int most) {
    int end = Math.min(bytes.length, from + most);
    if (end == bytes.length) {
      return end;
    }
    int cut = end;
    while (cut > end - 3 && (bytes[cut] & 0xc0) == 0x80) {
      cut--;
    }
    return (bytes[cut] & 0xc0) == 0x80 ? end : cut;
  }

  /** Returns any other event as a line; {@code null} for what the bytes tell already. */
  static @Nullable JsonLine line(Event event, long micros, long begin) {
    long id = event.connection();
    if (event instanceof Event.Planned planned) {
      return line(id, micros, "planned").put("route", planned.route());
    }
    if (event instanceof Event.Resolved resolved) {
      return line(id, micros, "resolved")
          .put("since", Math.max(0, (resolved.since() - begin) / 1000))
          .put("host", resolved.host())
          .put("addresses", resolved.addresses());
    }
    if (event instanceof Event.Racing racing) {
      return line(id, micros, "racing").put("address", racing.address());
    }
    if (event instanceof Event.Lost lost) {
      return line(id, micros, "lost").put("address", lost.address()).put("reason", lost.reason());
    }
    if (event instanceof Event.Reached reached) {
      return line(id, micros, "reached")
          .put("address", reached.address())
          .put("local", reached.local());
    }
    if (event instanceof Event.Tunnelled tunnelled) {
      return line(id, micros, "tunnelled")
          .put("proxy", tunnelled.proxy())
          .put("to", tunnelled.to());
    }
    if (event instanceof Event.Secured secured) {
      return line(id, micros, "secured")
          .put("peer", secured.peer())
          .put("version", secured.version())
          .put("cipher", secured.cipher())
          .put("alpn", secured.alpn());
    }
    if (event instanceof Event.Noted noted) {
      return line(id, micros, "noted").put("text", noted.text());
    }
    if (event instanceof Event.Began began) {
      return line(id, micros, "began").put("phase", lower(began.phase()));
    }
    if (event instanceof Event.Closed closed) {
      return line(id, micros, "closed")
          .put("sent", closed.sent())
          .put("received", closed.received());
    }
    if (event instanceof Event.Failed failed) {
      InetException why = failed.failure();
      return line(id, micros, "failed")
          .put("error", lower(why.failure()))
          .put("phase", why.phase().map(RecordedEvent::lower).orElse(null))
          .put("message", why.getMessage());
    }
    return null;
  }

  /** Returns the event of a line; {@code null} for a kind of a later version. */
  static @Nullable Event parse(String json) throws ParseException {
    JsonFields fields = JsonFields.parse(json);
    long id = fields.number("connection");
    long nanos = nanos(fields.number("time"));
    return switch (fields.text("kind")) {
      case "planned" -> new Event.Planned(id, nanos, fields.text("route"));
      case "resolved" ->
          new Event.Resolved(
              id,
              nanos,
              fields.text("host"),
              fields.texts("addresses"),
              nanos(fields.number("since")));
      case "racing" -> new Event.Racing(id, nanos, fields.text("address"));
      case "lost" -> new Event.Lost(id, nanos, fields.text("address"), fields.text("reason"));
      case "reached" -> new Event.Reached(id, nanos, fields.text("address"), fields.text("local"));
      case "tunnelled" -> new Event.Tunnelled(id, nanos, fields.text("proxy"), fields.text("to"));
      case "secured" ->
          new Event.Secured(
              id,
              nanos,
              fields.text("peer"),
              fields.text("version"),
              fields.text("cipher"),
              fields.textOrNull("alpn"));
      case "sent" -> new Event.Sent(id, nanos, bytes(fields));
      case "received" -> new Event.Received(id, nanos, bytes(fields));
      case "noted" -> new Event.Noted(id, nanos, fields.text("text"));
      case "began" -> new Event.Began(id, nanos, upper(Phase.class, fields.text("phase")));
      case "closed" ->
          new Event.Closed(id, nanos, fields.number("sent"), fields.number("received"));
      case "failed" -> new Event.Failed(id, nanos, failure(fields));
      default -> null;
    };
  }

  private static byte[] bytes(JsonFields fields) throws ParseException {
    String text = fields.textOrNull("text");
    byte[] bytes;
    try {
      bytes =
          text != null
              ? text.getBytes(StandardCharsets.UTF_8)
              : Base64.getDecoder().decode(fields.text("base64"));
    } catch (IllegalArgumentException e) {
      throw new ParseException("\"base64\" is malformed", 0);
    }
    if (bytes.length != fields.number("bytes")) {
      throw new ParseException(
          "\"bytes\" says " + fields.number("bytes") + " but there are " + bytes.length, 0);
    }
    return bytes;
  }

  private static InetException failure(JsonFields fields) throws ParseException {
    InetException failure =
        new InetException(upper(Failure.class, fields.text("error")), fields.text("message"));
    String phase = fields.textOrNull("phase");
    return phase == null ? failure : failure.during(upper(Phase.class, phase));
  }

  private static long nanos(long micros) throws ParseException {
    if (micros < 0 || micros > Long.MAX_VALUE / 1000) {
      throw new ParseException("a time out of range", 0);
    }
    return micros * 1000;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E upper(Class<E> type, String name) throws ParseException {
    try {
      return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ParseException("\"" + name + "\" is unknown", 0);
    }
  }
}
