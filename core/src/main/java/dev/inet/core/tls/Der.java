package dev.inet.core.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A cursor over DER (ITU-T X.690), for the few fields that must be known before Java parses a whole
 * certificate or key.
 *
 * <p>Every length is checked against the bytes that are there, and nothing recurses, so that a
 * hostile certificate costs no more than its own size.
 */
final class Der {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTETS = 0x04;
  static final int OID = 0x06;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private final byte[] bytes;
  private final int end;
  private int at;

  Der(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Der(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  boolean isEmpty() {
    return at >= end;
  }

  /** Returns whether the next value has this tag. */
  boolean next(int tag) {
    return at < end && (bytes[at] & 0xff) == tag;
  }

  /** Steps over the next value, which has this tag, and returns a cursor over its content. */
  Der enter(int tag) throws IOException {
    if (!next(tag)) {
      throw new IOException("not the expected DER");
    }
    return step();
  }

  /** Steps over the next value, whatever it is, and returns a cursor over its content. */
  Der step() throws IOException {
    if (end - at < 2) {
      throw new IOException("truncated DER");
    }
    // Tags above 30 take more bytes; nothing that is read here has one.
    int length = bytes[at + 1] & 0xff;
    int from = at + 2;
    if (length > 0x80) {
      int count = length & 0x7f;
      if (count > 4 || count > end - from) {
        throw new IOException("truncated DER");
      }
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sum = sum << 8 | bytes[from++] & 0xff;
      }
      if (sum > Integer.MAX_VALUE) {
        throw new IOException("truncated DER");
      }
      length = (int) sum;
    } else if (length == 0x80) {
      throw new IOException("not DER: indefinite length");
    }
    if (length > end - from) {
      throw new IOException("truncated DER");
    }
    at = from + length;
    return new Der(bytes, from, at);
  }

  /** Steps over the next value and returns it with its tag and length. */
  byte[] whole() throws IOException {
    int from = at;
    step();
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** Returns what is left. */
  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, end);
  }

  /** Steps over an INTEGER and returns it. */
  BigInteger integer() throws IOException {
    byte[] content = enter(INTEGER).rest();
    if (content.length == 0) {
      throw new IOException("an empty INTEGER");
    }
    return new BigInteger(content);
  }

  /** Steps over an OBJECT IDENTIFIER and returns it in dotted form. */
  String oid() throws IOException {
    byte[] content = enter(OID).rest();
    StringBuilder dotted = new StringBuilder();
    long arc = 0;
    for (byte b : content) {
      if (arc > Integer.MAX_VALUE) {
        throw new IOException("an endless OBJECT IDENTIFIER");
      }
      arc = arc << 7 | b & 0x7f;
      if (b >= 0) {
        if (dotted.length() == 0) {
          long first = Math.min(arc / 40, 2);
          dotted.append(first).append('.').append(arc - first * 40);
        } else {
          dotted.append('.').append(arc);
        }
        arc = 0;
      }
    }
    return dotted.toString();
  }

  /** Returns a value of this tag that holds the parts one after the other. */
  static byte[] of(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    int octets = length < 0x80 ? 0 : (39 - Integer.numberOfLeadingZeros(length)) / 8;
    byte[] value = new byte[2 + octets + length];
    value[0] = (byte) tag;
    value[1] = (byte) (octets == 0 ? length : 0x80 | octets);
    for (int i = 0; i < octets; i++) {
      value[2 + i] = (byte) (length >>> 8 * (octets - 1 - i));
    }
    int to = 2 + octets;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, value, to, part.length);
      to += part.length;
    }
    return value;
  }

  /**
   * Folds the name that comes next so that two names which RFC 5280 section 7.1 calls equal fold
   * alike; unequal names may do so too, rarely. Steps over it.
   */
  String foldedName() throws IOException {
    Der name = enter(SEQUENCE);
    StringBuilder folded = new StringBuilder();
    while (!name.isEmpty()) {
      Der set = name.enter(SET);
      while (!set.isEmpty()) {
        Der attribute = set.enter(SEQUENCE);
        Der type = attribute.enter(OID);
        for (int i = type.at; i < type.end; i++) {
          folded.append((char) (bytes[i] & 0xff));
        }
        folded.append('=');
        Der value = attribute.step();
        for (int i = value.at; i < value.end; i++) {
          int b = bytes[i] & 0xff;
          // Case, blanks and the kind of string do not count; a BMPString has a zero in each char.
          if (b != ' ' && b != 0) {
            folded.append((char) (b >= 'A' && b <= 'Z' ? b + 32 : b));
          }
        }
        folded.append('\n');
      }
    }
    return folded.toString();
  }

  /** Steps into a certificate and over what comes before its subject. */
  private static Der beforeSubject(byte[] certificate) throws IOException {
    // A truncated certificate will do: its first two lengths are read, not believed.
    Der body = header(header(new Der(certificate)));
    if (body.next(0xa0)) {
      body.step();
    }
    body.enter(INTEGER);
    body.enter(SEQUENCE);
    body.enter(SEQUENCE);
    body.enter(SEQUENCE);
    return body;
  }

  private static Der header(Der at) throws IOException {
    if (!at.next(SEQUENCE) || at.end - at.at < 2) {
      throw new IOException("no certificate");
    }
    int length = at.bytes[at.at + 1] & 0xff;
    int from = at.at + 2 + (length > 0x80 ? length & 0x7f : 0);
    return new Der(at.bytes, Math.min(from, at.end), at.end);
  }

  /**
   * Returns the folded subject of a certificate.
   *
   * @param certificate its DER, or as much of its beginning as holds the subject
   */
  static String subject(byte[] certificate) throws IOException {
    return beforeSubject(certificate).foldedName();
  }

  /** Returns the SubjectPublicKeyInfo of a certificate exactly as it stands there. */
  static byte[] publicKey(byte[] certificate) throws IOException {
    Der body = beforeSubject(certificate);
    body.enter(SEQUENCE);
    return body.whole();
  }
}
