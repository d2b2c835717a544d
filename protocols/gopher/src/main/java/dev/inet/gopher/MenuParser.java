package dev.inet.gopher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Scheme;
import dev.inet.core.resolve.Literals;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads a menu (RFC 1436 section 3.4) as it comes in the wild: lines that end in a bare LF, that
 * lack a host, a port or everything, that carry more than four fields, stray dots, blank lines.
 *
 * <p>Nothing is invented: what names no place that could be followed becomes a line of text. A
 * selector without a host belongs to the server that the menu came from, which is what the authors
 * of such menus mean.
 */
final class MenuParser {
  /** No line for people is longer; it bounds what one item can cost. */
  private static final int LONGEST_LINE = 64 * 1024;

  private static final int TELNET_PORT = 23;

  private static final byte[] MARK = "\ufeff".getBytes(UTF_8);

  private final GopherUrl at;
  private final GopherOptions options;
  private final Letters letters;
  private final byte[] body;
  private final List<MenuItem> items = new ArrayList<>();
  private char previous = '1';

  private MenuParser(byte[] body, GopherUrl at, GopherOptions options) {
    this.body = body;
    this.at = at;
    this.options = options;
    this.letters = Letters.of(body, options.charset());
  }

  /**
   * Reads a menu.
   *
   * @param body its bytes, with or without the final dot
   * @param at where it came from
   * @throws InetException as {@link Failure#BAD_REPLY} where it exceeds a bound
   */
  static List<MenuItem> parse(byte[] body, GopherUrl at, GopherOptions options)
      throws InetException {
    try {
      return new MenuParser(body, at, options).parse();
    } catch (InetException e) {
      throw e.at(at.endpoint());
    }
  }

  private List<MenuItem> parse() throws InetException {
    // Editors of Windows begin a file so; it is no type of an item.
    int same = Arrays.mismatch(body, MARK);
    int start = same < 0 || same == MARK.length ? MARK.length : 0;
    while (start < body.length) {
      int end = indexOf('\n', start, body.length);
      int next = end + 1;
      while (end > start && body[end - 1] == '\r') {
        end--;
      }
      if (end - start > LONGEST_LINE) {
        throw new InetException(
            Failure.BAD_REPLY, "a line of the menu is longer than " + LONGEST_LINE + " bytes");
      }
      boolean dot = end - start == 1 && body[start] == '.';
      if (!dot) {
        if (items.size() == options.maxItems()) {
          throw new InetException(
              Failure.BAD_REPLY, "the menu has more than " + options.maxItems() + " items");
        }
        items.add(line(start, end));
      }
      start = next;
    }
    return items;
  }

  private MenuItem line(int start, int end) {
    if (start == end) {
      return info("");
    }
    char type = (char) (body[start] & 0xff);
    int name = type == '3' ? endOfWords(start, end) : indexOf('\t', start, end);
    if (name == end && type != 'i' && type != '3' || type <= ' ' || type >= 0x7f) {
      return info(letters.decode(body, start, name));
    }
    int selector = name == end ? end : indexOf('\t', name + 1, end);
    int host = selector == end ? end : indexOf('\t', selector + 1, end);
    int port = host == end ? end : indexOf('\t', host + 1, end);
    String shown = letters.decode(body, start + 1, name);
    return item(
        type,
        shown,
        Arrays.copyOfRange(body, Math.min(name + 1, end), selector),
        letters.decode(body, Math.min(selector + 1, end), host).strip(),
        letters.decode(body, Math.min(host + 1, end), port).strip());
  }

  /**
   * Returns where the words of an error end: servers repeat in them what was asked for, and with a
   * search that holds a tab. Place and port are the fields before the last number then.
   */
  private int endOfWords(int start, int end) {
    var tabs = new ArrayList<Integer>();
    for (int tab = indexOf('\t', start, end); tab < end; tab = indexOf('\t', tab + 1, end)) {
      tabs.add(tab);
    }
    for (int i = tabs.size() - 1; i >= 2; i--) {
      int next = i + 1 < tabs.size() ? tabs.get(i + 1) : end;
      if (isNumber(tabs.get(i) + 1, next)) {
        return tabs.get(i - 2);
      }
    }
    return tabs.size() < 2 ? end : tabs.get(0);
  }

  private boolean isNumber(int from, int to) {
    for (int i = from; i < to; i++) {
      if (body[i] < '0' || body[i] > '9') {
        return false;
      }
    }
    return from < to;
  }

  private MenuItem item(char type, String name, byte[] selected, String host, String digits) {
    try {
      Selector selector = Selector.of(selected);
      ItemType kind = ItemType.of(type);
      if (kind == ItemType.INFO || kind == ItemType.ERROR) {
        Endpoint named = named(host, digits);
        return new MenuItem(type, name, selector, named.host(), named.port(), "");
      }
      if (kind == ItemType.HTML && elsewhere(selected) > 0) {
        Endpoint named = named(host, digits);
        return new MenuItem(type, name, selector, named.host(), named.port(), linked(selected));
      }
      Endpoint peer = peer(host, digits);
      if (kind != ItemType.MIRROR) {
        previous = type;
      }
      return new MenuItem(
          type, name, selector, peer.host(), peer.port(), url(type, selector, peer));
    } catch (InetException e) {
      // A bad host, port or selector: the words may still tell the reader something.
      return info(name);
    }
  }

  private Endpoint peer(String named, String digits) throws InetException {
    if (named.isEmpty()) {
      return at.endpoint();
    }
    boolean bracketed = named.length() > 2 && named.startsWith("[") && named.endsWith("]");
    String host = bracketed ? named.substring(1, named.length() - 1) : named;
    if ((bracketed || host.indexOf(':') >= 0) && !isAddress(host)) {
      throw new InetException(Failure.BAD_REPLY, "no address");
    }
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) <= ' ' || "/?#@[]%\\".indexOf(host.charAt(i)) >= 0) {
        throw new InetException(Failure.BAD_REPLY, "no host name");
      }
    }
    boolean same = host.equalsIgnoreCase(at.endpoint().host());
    int unnamed = same ? at.endpoint().port() : Gopher.PLAIN.port();
    Endpoint peer = new Endpoint(host, digits.isEmpty() ? unnamed : Endpoint.port(digits));
    if (peer.port() == 0) {
      throw new InetException(Failure.BAD_REPLY, "nothing listens on port 0");
    }
    return peer;
  }

  private static boolean isAddress(String host) {
    try {
      return Literals.parse(host).isPresent();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private String url(char type, Selector selector, Endpoint peer) throws InetException {
    char asked = ItemType.of(type) == ItemType.MIRROR ? previous : type;
    ItemType kind = ItemType.of(asked);
    if (kind == ItemType.TELNET || kind == ItemType.TN3270) {
      // RFC 1436 section 3.8: the selector is the name to sign in with.
      String name = selector.encoded().replace("/", "%2F").replace(":", "%3A").replace("@", "%40");
      String start = kind == ItemType.TELNET ? "telnet://" : "tn3270://";
      String authority = peer.authority();
      boolean wellKnown = peer.port() == TELNET_PORT;
      return start
          + (name.isEmpty() ? "" : name + "@")
          + (wellKnown ? authority.substring(0, authority.lastIndexOf(':')) : authority);
    }
    // Who came under TLS goes on under TLS on the same server; of others we know nothing.
    boolean home =
        peer.port() == at.endpoint().port()
            && peer.host().toLowerCase(Locale.ROOT).equals(at.endpoint().host());
    Scheme scheme = home ? at.scheme() : Gopher.PLAIN;
    return new GopherUrl(scheme, peer, asked, selector, null).toString();
  }

  /** Returns where the link of an {@code h} item begins, 0 where it is none. */
  private static int elsewhere(byte[] selector) {
    String start = new String(selector, 0, Math.min(5, selector.length), ISO_8859_1);
    String upper = start.toUpperCase(Locale.ROOT);
    return upper.startsWith("URL:") ? 4 : upper.startsWith("/URL:") ? 5 : 0;
  }

  /** What a line that leads nowhere on a server names as its place; programs may want it. */
  private Endpoint named(String host, String digits) {
    try {
      return host.isEmpty() ? new Endpoint("", 0) : peer(host, digits);
    } catch (InetException e) {
      return new Endpoint("", 0);
    }
  }

  private String linked(byte[] selector) {
    String link = letters.decode(selector, elsewhere(selector), selector.length).strip();
    boolean absolute = link.matches("[A-Za-z][A-Za-z0-9+.-]*:.+");
    // An escape sequence in a link would be run by the terminal that shows it.
    return absolute && link.chars().noneMatch(Character::isISOControl) ? link : "";
  }

  private static MenuItem info(String text) {
    return new MenuItem('i', text, Selector.EMPTY, "", 0, "");
  }

  private int indexOf(char wanted, int from, int end) {
    int i = from;
    while (i < end && body[i] != wanted) {
      i++;
    }
    return i;
  }
}
