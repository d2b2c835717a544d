package dev.inet.gopher;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Scheme;
import dev.inet.core.Security;
import dev.inet.core.Url;
import dev.inet.core.resolve.Literals;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Gopher URL (RFC 4266): {@code gopher://host:port/TSELECTOR%09SEARCH}, where {@code T} is the
 * type and a question mark is a character like any other. The string for Gopher+ that may follow a
 * second {@code %09} is dropped.
 *
 * @param scheme {@link Gopher#PLAIN} or {@link Gopher#TLS}
 * @param endpoint the server, with its name in lower case
 * @param type the type of the item, printable ASCII; {@code 1} where the URL has no path
 * @param selector what is sent
 * @param search what to search for; {@code null} where the URL holds none
 */
public record GopherUrl(
    Scheme scheme, Endpoint endpoint, char type, Selector selector, @Nullable String search) {

  /** Lowers the host's case, so that equal places are equal. */
  public GopherUrl {
    endpoint = new Endpoint(endpoint.host().toLowerCase(Locale.ROOT), endpoint.port());
  }

  /**
   * Splits a URL, or the same without its scheme.
   *
   * @param text the URL
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed, of another scheme, or
   *     holds CR, LF or NUL
   */
  public static GopherUrl parse(String text) throws InetException {
    return of(Url.parse(text.contains("://") ? text : "gopher://" + text, Gopher.TABLE));
  }

  /**
   * Reads path and query of a URL that is split already.
   *
   * @param url a URL of either scheme
   * @throws InetException as {@link Failure#BAD_URL} where it names a user, has a type that is no
   *     printable character, or holds CR, LF or NUL
   */
  public static GopherUrl of(Url url) throws InetException {
    if (!Gopher.SCHEMES.contains(url.scheme())) {
      throw new InetException(Failure.BAD_URL, "'" + url.scheme().name() + "' is not gopher");
    }
    if (!url.login().isEmpty()) {
      throw new InetException(Failure.BAD_URL, "gopher has no sign-in, so no user in its URLs");
    }
    String path = url.rawPathAndQuery();
    byte[] decoded = Url.decodeBytes(path.startsWith("/") ? path.substring(1) : path);
    if (decoded.length == 0) {
      return new GopherUrl(url.scheme(), url.endpoint(), '1', Selector.EMPTY, null);
    }
    if (decoded[0] <= ' ' || decoded[0] == 0x7f) {
      throw new InetException(Failure.BAD_URL, "the type of a gopher URL is a printable character");
    }
    int tab = indexOf(decoded, 1, '\t');
    int plus = tab < decoded.length ? indexOf(decoded, tab + 1, '\t') : decoded.length;
    Selector selector = Selector.of(Arrays.copyOfRange(decoded, 1, tab));
    String search = tab < plus ? utf8(decoded, tab + 1, plus) : null;
    return new GopherUrl(url.scheme(), url.endpoint(), (char) decoded[0], selector, search);
  }

  /**
   * Returns the search for something at this place.
   *
   * @param query the words; sent in UTF-8
   * @throws InetException as {@link Failure#USAGE} where they hold CR, LF, NUL or TAB
   */
  public GopherUrl searching(String query) throws InetException {
    for (char c : new char[] {'\r', '\n', '\0', '\t'}) {
      if (query.indexOf(c) >= 0) {
        throw new InetException(Failure.USAGE, "a search cannot hold CR, LF, NUL or TAB");
      }
    }
    return new GopherUrl(scheme, endpoint, type, selector, query);
  }

  /** Returns what the type stands for. */
  public ItemType itemType() {
    return ItemType.of(type);
  }

  /** Returns whether the connection is under TLS. */
  public boolean isSecure() {
    return scheme.security() == Security.TLS;
  }

  /**
   * Returns whether another place is on the same server, reached in the same way.
   *
   * @param other the other place
   */
  public boolean sharesServerWith(GopherUrl other) {
    return endpoint.equals(other.endpoint) && scheme.equals(other.scheme);
  }

  /**
   * Returns this by the name that another place has for the same server: a server of this machine
   * calls itself localhost in its menus, however it was asked for.
   *
   * @param other the other place
   */
  GopherUrl calledAs(GopherUrl other) {
    boolean same =
        endpoint.port() == other.endpoint.port()
            && !endpoint.equals(other.endpoint)
            && isThisMachine(endpoint.host())
            && isThisMachine(other.endpoint.host());
    return same ? new GopherUrl(scheme, other.endpoint, type, selector, search) : this;
  }

  /** What localhost stands for; 127.0.0.2 is as good a machine of its own as any. */
  private static boolean isThisMachine(String host) {
    return Literals.isLocalhost(host) || host.equals("127.0.0.1") || host.equals("::1");
  }

  /** Returns the last part of the selector, decoded: what a file of it may be called. */
  public String fileName() {
    String text = selector.toString();
    String name = text.substring(text.lastIndexOf('/') + 1);
    return name.isEmpty() && itemType().isMenu() ? "gophermap" : name;
  }

  /** Returns the line that asks for it, with CR LF. */
  byte[] request() {
    byte[] name = selector.bytes();
    byte[] words = search == null ? new byte[0] : ("\t" + search).getBytes(StandardCharsets.UTF_8);
    byte[] line = Arrays.copyOf(name, name.length + words.length + 2);
    System.arraycopy(words, 0, line, name.length, words.length);
    line[line.length - 2] = '\r';
    line[line.length - 1] = '\n';
    return line;
  }

  private static int indexOf(byte[] bytes, int from, char wanted) {
    int at = from;
    while (at < bytes.length && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private static String utf8(byte[] bytes, int from, int to) throws InetException {
    return Url.decode(Selector.encode(Arrays.copyOfRange(bytes, from, to)));
  }

  /** Returns the URL, percent-encoded where RFC 3986 asks for it. */
  @Override
  public String toString() {
    String authority = endpoint.authority();
    if (endpoint.port() == scheme.port()) {
      authority = authority.substring(0, authority.lastIndexOf(':'));
    }
    var text = new StringBuilder(scheme.name()).append("://").append(authority).append('/');
    if (type != '1' || !selector.isEmpty() || search != null) {
      text.append(Selector.encode(new byte[] {(byte) type})).append(selector.encoded());
    }
    if (search != null) {
      text.append("%09").append(Selector.encode(search.getBytes(StandardCharsets.UTF_8)));
    }
    return text.toString();
  }
}
