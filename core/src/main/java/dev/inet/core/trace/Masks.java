package dev.inet.core.trace;

import dev.inet.core.Credentials;
import dev.inet.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The secrets that may cross a connection, in the forms in which protocols send them: each is
 * replaced by {@code ****} before an event shows it.
 *
 * <p>Own wires know which bytes are secret and say so ({@link Tap#conceal}); this net is for
 * libraries, and for servers that echo what they were told.
 */
public final class Masks {
  private static final byte[] STARS = "****".getBytes(StandardCharsets.US_ASCII);

  /** Shorter ones would blot out half of every conversation and protect nothing. */
  private static final int SHORTEST = 4;

  private final List<byte[]> patterns = new CopyOnWriteArrayList<>();
  private volatile int longest;

  /** Makes an empty set. */
  public Masks() {}

  /**
   * Adds a secret as it stands, in Base64 and percent-encoded.
   *
   * @param secret the secret
   */
  public void add(Secret secret) {
    String text = secret.reveal();
    addText(text);
    addBase64(text);
    addText(java.net.URLEncoder.encode(text, StandardCharsets.UTF_8));
  }

  /**
   * Adds a password, also in the compounds of Basic and PLAIN (RFC 7617, RFC 4616).
   *
   * @param login user and password
   */
  public void add(Credentials login) {
    add(login.password());
    String user = login.user();
    String password = login.password().reveal();
    addBase64(user + ":" + password);
    addBase64("\0" + user + "\0" + password);
    addBase64(user + "\0" + user + "\0" + password);
  }

  private void addBase64(String text) {
    addText(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void addText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < SHORTEST || patterns.stream().anyMatch(p -> Arrays.equals(p, bytes))) {
      return;
    }
    patterns.add(bytes);
    // The longest first: a password that is part of its Base64 neighbour must not spoil that.
    patterns.sort((a, b) -> b.length - a.length);
    longest = Math.max(longest, bytes.length);
  }

  boolean isEmpty() {
    return patterns.isEmpty();
  }

  /** Returns how many bytes at the end of a chunk may be the beginning of a secret. */
  int openEnd(byte[] bytes) {
    int most = Math.min(longest - 1, bytes.length);
    for (int open = most; open > 0; open--) {
      for (byte[] pattern : patterns) {
        if (open < pattern.length
            && Arrays.equals(
                bytes, bytes.length - open, bytes.length, pattern, 0, open)) {
          return open;
        }
      }
    }
    return 0;
  }

  /** Returns a copy with each secret replaced. */
  byte[] over(byte[] bytes) {
    byte[] masked = bytes;
    for (byte[] pattern : patterns) {
      masked = replace(masked, pattern);
    }
    return masked;
  }

  private static byte[] replace(byte[] bytes, byte[] pattern) {
    int at = indexOf(bytes, pattern, 0);
    if (at < 0) {
      return bytes;
    }
    var out = new java.io.ByteArrayOutputStream(bytes.length);
    int from = 0;
    for (; at >= 0; at = indexOf(bytes, pattern, from)) {
      out.write(bytes, from, at - from);
      out.write(STARS, 0, STARS.length);
      from = at + pattern.length;
    }
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }

  private static int indexOf(byte[] bytes, byte[] pattern, int from) {
    outer:
    for (int i = from; i <= bytes.length - pattern.length; i++) {
      for (int j = 0; j < pattern.length; j++) {
        if (bytes[i + j] != pattern[j]) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }
}
