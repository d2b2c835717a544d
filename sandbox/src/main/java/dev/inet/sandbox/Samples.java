package dev.inet.sandbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sample files that every server of the sandbox offers, the same in each run. */
public final class Samples {
  /** When all samples were last modified. */
  public static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");

  /** How long the pattern of {@link #bytes} is before it repeats. */
  public static final int PERIOD = 251;

  /** The files by name. */
  public static final Map<String, byte[]> FILES = files();

  private static final ByteBuffer PATTERN = pattern();

  private Samples() {}

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("hello.txt", utf8("Hello from the inet sandbox.\n"));
    files.put("dots.txt", utf8("A line.\n.\n.. two dots\n. one dot and a space\nThe last line.\n"));
    files.put("grüße.txt", utf8("Grüße aus dem Sandkasten.\nПривет из песочницы.\n砂場からこんにちは。\n"));
    files.put("empty.txt", new byte[0]);
    files.put("no-newline.txt", utf8("This line has no end."));
    files.put("lines.txt", utf8(lines()));
    files.put("binary.bin", bytes(0, 65_536));
    return Collections.unmodifiableMap(files);
  }

  private static String lines() {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 1000; i++) {
      text.append("line ").append(i).append(" of a thousand\n");
    }
    return text.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a part of the endless pattern in which byte n has the value n modulo 251. */
  public static byte[] bytes(long from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((from + i) % PERIOD);
    }
    return bytes;
  }

  private static ByteBuffer pattern() {
    int length = PERIOD * 2048;
    return ByteBuffer.allocateDirect(length).put(bytes(0, length)).flip().asReadOnlyBuffer();
  }

  /** Returns the next piece of the pattern, at most so long and at most about half a megabyte. */
  static ByteBuffer pattern(long from, long atMost) {
    int phase = (int) (from % PERIOD);
    return PATTERN.slice(phase, (int) Math.min(atMost, PATTERN.capacity() - phase));
  }
}
