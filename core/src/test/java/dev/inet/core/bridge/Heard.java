package dev.inet.core.bridge;

import dev.inet.core.trace.Event;
import dev.inet.core.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a trace tells. */
final class Heard implements Trace {
  private final List<Event> events = new ArrayList<>();

  @Override
  public synchronized void on(Event event) {
    events.add(event);
  }

  synchronized <E extends Event> List<E> all(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Returns the plain bytes that went to the peer, as ISO 8859-1. */
  String sent() {
    var bytes = new ByteArrayOutputStream();
    all(Event.Sent.class).forEach(sent -> bytes.writeBytes(sent.bytes()));
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** Returns the plain bytes that came from the peer, as ISO 8859-1. */
  String received() {
    var bytes = new ByteArrayOutputStream();
    all(Event.Received.class).forEach(received -> bytes.writeBytes(received.bytes()));
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** Returns whether a chunk begins as a TLS record does: type 20 to 23, version 3. */
  boolean sawCiphertext() {
    return all(Event.Sent.class).stream().map(Event.Sent::bytes).anyMatch(Heard::isRecord)
        || all(Event.Received.class).stream().map(Event.Received::bytes).anyMatch(Heard::isRecord);
  }

  private static boolean isRecord(byte[] bytes) {
    return bytes.length > 2 && bytes[0] >= 20 && bytes[0] <= 23 && bytes[1] == 3 && bytes[2] <= 4;
  }
}
