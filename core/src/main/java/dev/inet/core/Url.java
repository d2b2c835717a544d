package dev.inet.core;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A URL that was split once and kept raw (RFC 3986). Each protocol decodes its own parts once, by
 * its own RFC, so that {@code %2F}, {@code ;type=a} and {@code ;UID=} survive to where they mean
 * something.
 *
 * <p>A character that a URL may not hold (a blank, an umlaut, a bar) stands for itself. A percent
 * sign without two hexadecimal digits, and a CR, LF or NUL in the text, are refused: the latter
 * would end a command line of a protocol early.
 *
 * @param scheme the row of the scheme table
 * @param login what stands before the {@code @}
 * @param endpoint host and port; the scheme's port where the text names none
 * @param rawPath from the first {@code /} on, or empty
 * @param rawQuery what follows the first {@code ?}; {@code null} where there is none
 * @param rawFragment what follows the first {@code #}; {@code null} where there is none
 */
public record Url(
    Scheme scheme,
    Login login,
    Endpoint endpoint,
    String rawPath,
    @Nullable String rawQuery,
    @Nullable String rawFragment) {

  /** The longest text that is taken for a URL, in characters. */
  public static final int MAX_LENGTH = 1 << 20;

  /**
   * Splits a URL.
   *
   * @param text a text with {@code ://}
   * @param schemes the schemes to know
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed or of no known scheme
   */
  public static Url parse(String text, Schemes schemes) throws InetException {
    int mark = text.indexOf("://");
    if (mark < 1) {
      throw new InetException(Failure.BAD_URL, "'" + shown(text) + "' is no URL");
    }
    String name = text.substring(0, mark);
    Scheme scheme =
        schemes
            .named(name)
            .orElseThrow(
                () -> new InetException(Failure.BAD_URL, "unknown scheme '" + shown(name) + "'"));
    return parse(text.substring(mark + 3), scheme);
  }

  /**
   * Splits what follows {@code scheme://}.
   *
   * @param text the text after the two slashes
   * @param scheme the scheme that it belongs to
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed
   */
  public static Url parse(String text, Scheme scheme) throws InetException {
    check(text);
    String rest = text;
    String fragment = null;
    String query = null;
    int end = indexOfAny(rest, "/?#");
    String authority = end < 0 ? rest : rest.substring(0, end);
    rest = end < 0 ? "" : rest.substring(end);
    int hash = rest.indexOf('#');
    if (hash >= 0) {
      fragment = rest.substring(hash + 1);
      rest = rest.substring(0, hash);
    }
    int question = rest.indexOf('?');
    if (question >= 0) {
      query = rest.substring(question + 1);
      rest = rest.substring(0, question);
    }
    Login login = Login.NONE;
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      String before = authority.substring(0, at);
      authority = authority.substring(at + 1);
      int colon = before.indexOf(':');
      login =
          colon < 0
              ? new Login(before, null)
              : new Login(before.substring(0, colon), Secret.of(before.substring(colon + 1)));
    }
    if (authority.isEmpty() || authority.startsWith(":")) {
      throw new InetException(Failure.BAD_URL, "the URL names no host");
    }
    Endpoint typed = Endpoint.parse(authority, scheme.port());
    // The zone of a literal address may come encoded (RFC 6874); a name may be percent-encoded.
    String host = typed.host().indexOf('%') >= 0 ? host(typed.host()) : typed.host();
    return new Url(scheme, login, new Endpoint(host, typed.port()), rest, query, fragment);
  }

  private static String host(String typed) throws InetException {
    if (typed.indexOf(':') < 0) {
      // Decoded text is checked again: %0d%0a in a host must not reach a Host header.
      String host = decode(typed);
      if (indexOfAny(host, ":/?#@[]\\%") >= 0) {
        // Decoded, these would end the host for the next program that splits the URL.
        throw new InetException(Failure.BAD_URL, "the host holds an encoded delimiter");
      }
      return Endpoint.parse(host, 0).host();
    }
    return typed.replaceFirst("%25(?=.)", "%");
  }

  private static void check(String text) throws InetException {
    if (text.length() > MAX_LENGTH) {
      throw new InetException(Failure.BAD_URL, "the URL is longer than " + MAX_LENGTH);
    }
    int slash = indexOfAny(text, "/?#");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new InetException(Failure.BAD_URL, "a URL cannot hold CR, LF or NUL");
      }
      if (c == '%' && (hex(text, i + 1) < 0 || hex(text, i + 2) < 0)) {
        // The zone of a literal address is the one place where a bare percent sign is at home.
        boolean zone = slash < 0 || i < slash;
        if (!(zone && text.lastIndexOf('[', i) > text.lastIndexOf(']', i))) {
          throw new InetException(Failure.BAD_URL, "'%' without two hex digits in the URL");
        }
      }
    }
  }

  /**
   * Returns path and query as they were typed, with the {@code ?} between them.
   *
   * <p>FTP and Gopher know no query: to them a question mark is a character like any other.
   */
  public String rawPathAndQuery() {
    return rawQuery == null ? rawPath : rawPath + "?" + rawQuery;
  }

  /**
   * Decodes percent-encoding once, as UTF-8.
   *
   * @param raw the encoded text
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed, no UTF-8, or decodes to
   *     CR, LF or NUL
   */
  public static String decode(String raw) throws InetException {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    byte[] bytes = decodeBytes(raw);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InetException(Failure.BAD_URL, "the encoded text is no UTF-8", e);
    }
  }

  /**
   * Decodes percent-encoding once, to bytes; other characters become UTF-8.
   *
   * @param raw the encoded text
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed or decodes to CR, LF or
   *     NUL
   */
  public static byte[] decodeBytes(String raw) throws InetException {
    var out = new ByteArrayOutputStream(raw.length());
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i];
      if (b == '%') {
        int high = i + 1 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new InetException(Failure.BAD_URL, "'%' without two hex digits in the URL");
        }
        b = high << 4 | low;
        i += 2;
      }
      // A line of a protocol ends at CR or LF: these would smuggle a second command.
      if (b == '\r' || b == '\n' || b == 0) {
        throw new InetException(Failure.BAD_URL, "a URL cannot hold CR, LF or NUL, even encoded");
      }
      out.write(b);
    }
    return out.toByteArray();
  }

  private static int hex(String text, int at) {
    return at < text.length() && text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), 16) : -1;
  }

  private static int indexOfAny(String text, String chars) {
    for (int i = 0; i < text.length(); i++) {
      if (chars.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static String shown(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  /** Returns the URL as typed, without the password. */
  @Override
  public String toString() {
    var text = new StringBuilder(scheme.name()).append("://");
    if (!login.isEmpty()) {
      text.append(login.rawUser()).append(login.rawPassword() == null ? "@" : ":****@");
    }
    String authority = endpoint.authority();
    boolean wellKnown = endpoint.port() == scheme.port();
    text.append(wellKnown ? authority.substring(0, authority.lastIndexOf(':')) : authority);
    text.append(rawPathAndQuery());
    return text.toString();
  }
}
