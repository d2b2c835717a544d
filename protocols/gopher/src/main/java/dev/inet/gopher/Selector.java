package dev.inet.gopher;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name by which a server knows an item: bytes that a client sends back as they came (RFC 1436
 * section 2), in whatever charset they are.
 */
public final class Selector {
  /** The selector of a server's first menu. */
  public static final Selector EMPTY = new Selector(new byte[0]);

  private static final String UNENCODED = "-._~!$&'()*+,;=:@/";

  private final byte[] bytes;

  private Selector(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Makes a selector of a text, in UTF-8.
   *
   * @param text the selector
   * @throws InetException as {@link Failure#BAD_URL} where it holds CR, LF, NUL or TAB
   */
  public static Selector of(String text) throws InetException {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Makes a selector of bytes.
   *
   * @param bytes the selector; copied
   * @throws InetException as {@link Failure#BAD_URL} where it holds CR, LF, NUL or TAB
   */
  public static Selector of(byte[] bytes) throws InetException {
    for (byte b : bytes) {
      // A line end would smuggle a second line into whatever listens there: gopher is the tool of
      // choice to make a client speak SMTP or Redis to a neighbour.
      if (b == '\r' || b == '\n' || b == 0 || b == '\t') {
        throw new InetException(Failure.BAD_URL, "a selector cannot hold CR, LF, NUL or TAB");
      }
    }
    return new Selector(bytes.clone());
  }

  /** Returns whether this is the selector of a server's first menu. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** Returns the bytes as they go onto the wire, without a line end. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns it percent-encoded for a URL (RFC 4266 section 2.1): no byte is lost. */
  public String encoded() {
    return encode(bytes);
  }

  static String encode(byte[] bytes) {
    var text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || UNENCODED.indexOf(c) >= 0;
      if (plain) {
        text.append(c);
      } else {
        text.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return text.toString();
  }

  static Selector decoded(String raw) throws InetException {
    return of(Url.decodeBytes(raw));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Selector selector && Arrays.equals(bytes, selector.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Returns it as text for people, in the charset that it seems to be in. */
  @Override
  public String toString() {
    return Letters.of(bytes).decode(bytes);
  }
}
