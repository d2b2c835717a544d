package dev.inet.core.trace;

import dev.inet.core.Credentials;
import dev.inet.core.Secret;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
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

  /**
   * In bytes: shorter secrets would blot out half of every conversation, so they are passed over.
   */
  public static final int SHORTEST = 4;

  private final List<byte[]> patterns = new CopyOnWriteArrayList<>();
  private final boolean[] firsts = new boolean[256];
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
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    addText(encoded);
    addText(encoded.replace("+", "%20"));
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
    addBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds a secret in a form that a protocol gives it, such as the Huffman code of HPACK.
   *
   * @param form the bytes as they cross the connection
   */
  public void addBytes(byte[] form) {
    byte[] bytes = form.clone();
    if (bytes.length < SHORTEST || patterns.stream().anyMatch(p -> Arrays.equals(p, bytes))) {
      return;
    }
    firsts[bytes[0] & 0xff] = true;
    longest = Math.max(longest, bytes.length);
    patterns.add(bytes);
    // The longest first: it covers what a shorter one at the same place would.
    patterns.sort((a, b) -> b.length - a.length);
  }

  boolean isEmpty() {
    return patterns.isEmpty();
  }

  /**
   * Returns a text with each secret in it replaced.
   *
   * @param text the text, whole
   */
  public String over(String text) {
    if (isEmpty()) {
      return text;
    }
    Masked masked = over(Rest.NONE, text.getBytes(StandardCharsets.UTF_8));
    return text(masked.shown()) + text(atEnd(masked.rest()).shown());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * What is not shown yet, because it may be the beginning of a secret.
   *
   * @param bytes fewer than the longest secret has
   * @param covered how many of them belong to a secret for which stars were shown already
   * @param starred whether the last that was shown are stars
   */
  record Rest(byte[] bytes, int covered, boolean starred) {
    static final Rest NONE = new Rest(new byte[0], 0, false);

    boolean isEmpty() {
      return bytes.length == 0;
    }
  }

  /**
   * What may be shown, and what has to wait.
   *
   * @param shown bytes with each secret replaced
   * @param rest the end that is undecided
   */
  record Masked(byte[] shown, Rest rest) {}

  /** Masks a chunk together with what waited; its undecided end waits for the next one. */
  Masked over(Rest waiting, byte[] chunk) {
    byte[] all = Arrays.copyOf(waiting.bytes(), waiting.bytes().length + chunk.length);
    System.arraycopy(chunk, 0, all, waiting.bytes().length, chunk.length);
    return mask(all, waiting, all.length - openEnd(all), 0);
  }

  /** Masks what waited when nothing follows; half a password is a secret, too. */
  Masked atEnd(Rest waiting) {
    byte[] all = waiting.bytes();
    int open = openEnd(all);
    return mask(all, waiting, all.length, open >= SHORTEST ? open : 0);
  }

  /** Returns how many bytes at the end may be the beginning of a secret. */
  private int openEnd(byte[] bytes) {
    int most = Math.min(longest - 1, bytes.length);
    for (int open = most; open > 0; open--) {
      for (byte[] pattern : patterns) {
        if (open < pattern.length
            && Arrays.equals(bytes, bytes.length - open, bytes.length, pattern, 0, open)) {
          return open;
        }
      }
    }
    return 0;
  }

  /**
   * Replaces each run of bytes that secrets cover, overlapping ones together, by stars.
   *
   * @param waiting the beginning of the bytes, and what was shown before them
   * @param end where the undecided end begins
   * @param secretEnd how many bytes before {@code end} are secret whatever they match
   */
  private Masked mask(byte[] all, Rest waiting, int end, int secretEnd) {
    var shown = new ByteArrayOutputStream(all.length);
    int until = waiting.covered();
    boolean starred = waiting.starred();
    int from = 0;
    for (int i = 0; i < end; i++) {
      if (i >= until) {
        int next = nextFirst(all, i, end - secretEnd);
        starred &= next == i;
        i = next;
        if (i >= end) {
          break;
        }
      }
      until = Math.max(until, i >= end - secretEnd ? end : i + longestAt(all, i));
      if (i >= until) {
        starred = false;
        continue;
      }
      shown.write(all, from, i - from);
      from = i + 1;
      if (!starred) {
        shown.write(STARS, 0, STARS.length);
        starred = true;
      }
    }
    shown.write(all, from, end - from);
    byte[] rest = Arrays.copyOfRange(all, end, all.length);
    return new Masked(shown.toByteArray(), new Rest(rest, Math.max(0, until - end), starred));
  }

  /** Returns where the next byte stands with which a secret begins: bulk passes through here. */
  private int nextFirst(byte[] all, int from, int end) {
    boolean[] begins = firsts;
    int at = from;
    while (at < end && !begins[all[at] & 0xff]) {
      at++;
    }
    return at;
  }

  /** Returns the length of the longest secret that stands at a place; 0 where none does. */
  private int longestAt(byte[] all, int at) {
    for (byte[] pattern : patterns) {
      int to = at + pattern.length;
      if (to <= all.length
          && all[at] == pattern[0]
          && all[at + 1] == pattern[1]
          && Arrays.equals(all, at, to, pattern, 0, pattern.length)) {
        return pattern.length;
      }
    }
    return 0;
  }
}
