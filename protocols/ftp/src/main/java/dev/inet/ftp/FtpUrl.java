package dev.inet.ftp;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Scheme;
import dev.inet.core.Url;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An FTP URL (RFC 1738, section 3.2): {@code ftp://user@host:port/path;type=i}. The path is
 * relative to the folder of the sign-in; one that begins with {@code //} or {@code /%2F} is
 * absolute. A question mark is a character like any other.
 *
 * @param scheme one of {@link Ftp#SCHEMES}
 * @param endpoint the server
 * @param user the decoded user; empty where the URL names none
 * @param path what it names
 * @param type {@code a}, {@code i} or {@code d}; {@code null} where the URL does not say
 * @param pattern the path as typed where it holds wildcards that are not percent-encoded; {@code
 *     null} where it holds none
 */
public record FtpUrl(
    Scheme scheme,
    Endpoint endpoint,
    String user,
    RemotePath path,
    @Nullable Character type,
    @Nullable Glob pattern) {

  /**
   * Splits a URL, or the same without its scheme.
   *
   * @param text the URL
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed, of another scheme, or
   *     holds CR, LF or NUL
   */
  public static FtpUrl parse(String text) throws InetException {
    return of(Url.parse(text.contains("://") ? text : "ftp://" + text, Ftp.TABLE));
  }

  /**
   * Reads a URL that is split already, with names in UTF-8.
   *
   * @param url a URL of one of the schemes
   * @throws InetException as {@link Failure#BAD_URL} where it holds CR, LF or NUL, an unknown type
   *     or a fragment
   */
  public static FtpUrl of(Url url) throws InetException {
    return of(url, StandardCharsets.UTF_8);
  }

  /**
   * Reads a URL that is split already.
   *
   * @param url a URL of one of the schemes
   * @param charset how characters that are not percent-encoded are sent
   * @throws InetException as {@link #of(Url)} has it
   */
  public static FtpUrl of(Url url, Charset charset) throws InetException {
    if (Ftp.TABLE.named(url.scheme().name()).isEmpty()) {
      throw new InetException(Failure.BAD_URL, "'" + url.scheme().name() + "' is not ftp");
    }
    if (url.rawFragment() != null) {
      // Cut off, "a#b" would fetch or delete a file that the user did not name.
      throw new InetException(Failure.BAD_URL, "an ftp URL has no '#'; in a name it is %23");
    }
    String raw = url.rawPathAndQuery();
    raw = raw.startsWith("/") ? raw.substring(1) : raw;
    Character type = null;
    int semicolon = raw.toLowerCase(Locale.ROOT).lastIndexOf(";type=");
    if (semicolon >= 0) {
      String word = raw.substring(semicolon + ";type=".length()).toLowerCase(Locale.ROOT);
      if (word.length() != 1 || "aid".indexOf(word.charAt(0)) < 0) {
        throw new InetException(Failure.BAD_URL, "';type=' is followed by a, i or d");
      }
      type = word.charAt(0);
      raw = raw.substring(0, semicolon);
    }
    String user = Url.decode(url.login().rawUser());
    RemotePath path = RemotePath.of(coded(raw, charset));
    Glob pattern = Glob.isPattern(raw) ? Glob.ofUrl(raw, charset) : null;
    return new FtpUrl(url.scheme(), url.endpoint(), user, path, type, pattern);
  }

  /** Decodes once; characters that are not encoded become bytes of the charset. */
  static byte[] coded(String raw, Charset charset) throws InetException {
    if (charset.equals(StandardCharsets.UTF_8) || Names.isAscii(raw)) {
      return Url.decodeBytes(raw);
    }
    var encoded = new StringBuilder();
    for (int i = 0; i < raw.length(); i = raw.offsetByCodePoints(i, 1)) {
      int c = raw.codePointAt(i);
      if (c < 0x80) {
        encoded.append((char) c);
      } else {
        for (byte b : Character.toString(c).getBytes(charset)) {
          encoded.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
      }
    }
    return Url.decodeBytes(encoded.toString());
  }

  /**
   * Returns whether another place is on the same server, reached in the same way by the same user.
   *
   * @param other the other place
   */
  public boolean sharesServerWith(FtpUrl other) {
    return scheme.equals(other.scheme)
        && endpoint.port() == other.endpoint.port()
        && endpoint.host().equalsIgnoreCase(other.endpoint.host())
        && user.equals(other.user);
  }

  /**
   * Returns the same server with another path.
   *
   * @param other the path
   */
  public FtpUrl at(RemotePath other) {
    return new FtpUrl(scheme, endpoint, user, other, type, null);
  }

  /** Returns the URL, encoded and without a user. */
  @Override
  public String toString() {
    var text = new StringBuilder(scheme.name()).append("://");
    String authority = endpoint.authority();
    boolean usual = endpoint.port() == scheme.port();
    text.append(usual ? authority.substring(0, authority.lastIndexOf(':')) : authority);
    text.append('/');
    String octets = path.octets();
    for (int i = 0; i < octets.length(); i++) {
      char c = octets.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "-._~!$&'()+,=:@".indexOf(c) >= 0
              || c == '/' && i > 0;
      text.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return text.toString();
  }
}
