package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes DER (X.690), as much of it as certificates and private keys need.
 *
 * <p>Each method returns one complete element: tag, length and contents.
 */
final class Der {
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Instant FIRST_GENERALIZED = Instant.parse("2050-01-01T00:00:00Z");

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return element(0x30, join(parts));
  }

  static byte[] set(byte[]... parts) {
    return element(0x31, join(parts));
  }

  static byte[] integer(BigInteger value) {
    return element(0x02, value.toByteArray());
  }

  static byte[] integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  static byte[] bool(boolean value) {
    return element(0x01, new byte[] {(byte) (value ? 0xFF : 0)});
  }

  static byte[] nothing() {
    return element(0x05, new byte[0]);
  }

  static byte[] octets(byte[] contents) {
    return element(0x04, contents);
  }

  /** Bits that fill whole bytes. */
  static byte[] bits(byte[] contents) {
    return element(0x03, join(new byte[1], contents));
  }

  /** A named bit list of at most eight bits, without the trailing zeros that DER forbids. */
  static byte[] flags(int firstByte) {
    return element(
        0x03, new byte[] {(byte) Integer.numberOfTrailingZeros(firstByte), (byte) firstByte});
  }

  static byte[] utf8(String text) {
    return element(0x0C, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A time as RFC 5280 section 4.1.2.5 wants it: UTCTime up to 2049, GeneralizedTime after. */
  static byte[] time(Instant instant) {
    return instant.isBefore(FIRST_GENERALIZED)
        ? element(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII))
        : element(0x18, GENERALIZED_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    base128(out, Long.parseLong(arcs[0]) * 40 + Long.parseLong(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      base128(out, Long.parseLong(arcs[i]));
    }
    return element(0x06, out.toByteArray());
  }

  private static void base128(ByteArrayOutputStream out, long arc) {
    int groups = Math.max(1, (64 - Long.numberOfLeadingZeros(arc) + 6) / 7);
    for (int i = groups - 1; i >= 0; i--) {
      out.write((int) ((arc >> (7 * i)) & 0x7F) | (i > 0 ? 0x80 : 0));
    }
  }

  /** Wraps an element in the context tag {@code [number]}. */
  static byte[] explicit(int number, byte[] element) {
    return element(0xA0 | number, element);
  }

  /** Gives primitive contents the context tag {@code [number]} instead of their own. */
  static byte[] implicit(int number, byte[] contents) {
    return element(0x80 | number, contents);
  }

  private static byte[] element(int tag, byte[] contents) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(contents.length + 6);
    out.write(tag);
    if (contents.length < 0x80) {
      out.write(contents.length);
    } else {
      int octets = (39 - Integer.numberOfLeadingZeros(contents.length)) / 8;
      out.write(0x80 | octets);
      for (int i = octets - 1; i >= 0; i--) {
        out.write(contents.length >> (8 * i));
      }
    }
    out.writeBytes(contents);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
