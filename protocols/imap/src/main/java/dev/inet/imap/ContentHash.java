package dev.inet.imap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What tells a message from all others, whatever kind of line ends it is kept with: a hash of its
 * bytes with LF for CR LF and for a bare CR, and without the line ends behind its last line.
 */
final class ContentHash {
  private final MessageDigest digest = sha256();
  private final byte[] plain = new byte[8192];
  private int filled;
  private int ends;
  private int returns;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void take(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      byte b = bytes[i];
      if (b == '\r') {
        returns++;
      } else if (b == '\n') {
        ends++;
        returns = 0;
      } else {
        ends += returns;
        returns = 0;
        while (ends > 0) {
          put((byte) '\n');
          ends--;
        }
        put(b);
      }
    }
  }

  private void put(byte b) {
    if (filled == plain.length) {
      digest.update(plain, 0, filled);
      filled = 0;
    }
    plain[filled++] = b;
  }

  /** Returns the hash, 18 bytes of it in Base64. */
  String end() {
    digest.update(plain, 0, filled);
    byte[] hash = digest.digest();
    return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(hash, 18));
  }

  /** Returns a number that no other text has, as far as anybody can tell: 8 bytes of its hash. */
  static long number(String text) {
    return ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  static String of(InputStream in) throws IOException {
    var hash = new ContentHash();
    byte[] bytes = new byte[64 * 1024];
    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
      hash.take(bytes, 0, n);
    }
    return hash.end();
  }
}
