package dev.inet.cli.raw;

import dev.inet.cli.option.Services;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Scheme;
import dev.inet.core.Security;
import dev.inet.core.Url;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket is: host and port, or a Unix domain socket.
 *
 * @param scheme {@code tcp}, {@code tls}, {@code udp} or {@code unix}; empty where none was typed
 * @param endpoint host and port; for a Unix domain socket a name for messages
 * @param unix the path of a Unix domain socket; {@code null} for none
 */
record Place(String scheme, Endpoint endpoint, @Nullable Path unix) {
  private static final String UNIX = "unix:";
  private static final List<String> SCHEMES = List.of("tcp", "tls", "udp");

  /**
   * Reads {@code HOST PORT}, {@code HOST:PORT}, {@code tcp://HOST:PORT} or {@code unix:PATH}.
   *
   * @param words the operands
   * @param protocol {@code tcp} or {@code udp}, which decides what service names mean
   * @throws InetException as {@link Failure#USAGE} where they are none of those, as {@link
   *     Failure#BAD_URL} where the first looks like a URL and is none of ours, as {@link
   *     Failure#UNSUPPORTED} where Java has no such sockets
   */
  static Place of(List<String> words, String protocol) throws InetException {
    atMostTwo(words);
    String first = words.get(0);
    checkFamily(first, protocol);
    if (first.startsWith(UNIX) || first.contains("://")) {
      if (words.size() == 2) {
        throw new InetException(Failure.USAGE, "one word too many: '" + words.get(1) + "'");
      }
      return url(first);
    }
    if (words.size() == 2) {
      return new Place("", new Endpoint(host(first), Services.port(words.get(1), protocol)), null);
    }
    return at(first, protocol);
  }

  /**
   * Refuses the families of addresses that other languages have and Java has not.
   *
   * @throws InetException as {@link Failure#UNSUPPORTED}
   */
  static void checkFamily(String word, String protocol) throws InetException {
    if (word.startsWith("x25:")) {
      throw new InetException(Failure.UNSUPPORTED, "Java has no X.25");
    }
    if (word.startsWith(UNIX) && protocol.equals("udp")) {
      throw new InetException(Failure.UNSUPPORTED, "Java has no datagrams on Unix domain sockets");
    }
  }

  /** Refuses a third word, which the parser lets through where a list is filled. */
  static void atMostTwo(List<String> words) throws InetException {
    if (words.size() > 2) {
      throw new InetException(Failure.USAGE, "one word too many: '" + words.get(2) + "'");
    }
  }

  /**
   * Reads {@code tcp://HOST:PORT}, {@code tls://HOST:PORT}, {@code udp://HOST:PORT} or {@code
   * unix:PATH}.
   *
   * @throws InetException as {@link Failure#BAD_URL} where it is none of those
   */
  static Place url(String text) throws InetException {
    if (text.startsWith(UNIX)) {
      return unix(text);
    }
    int mark = text.indexOf("://");
    String scheme = mark < 0 ? "" : text.substring(0, mark).toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      throw new InetException(
          Failure.BAD_URL, "'" + text + "' is not tcp://, tls://, udp://HOST:PORT or unix:PATH");
    }
    String rest = text.substring(mark + 3);
    rest = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    int colon = rest.lastIndexOf(':');
    if (colon < 0 || colon < rest.lastIndexOf(']')) {
      throw new InetException(Failure.BAD_URL, "'" + rest + "' names no port");
    }
    String host = hostOfUrl(rest.substring(0, colon));
    try {
      int port = Services.port(rest.substring(colon + 1), scheme.equals("udp") ? "udp" : "tcp");
      return new Place(scheme, new Endpoint(host, port), null);
    } catch (InetException e) {
      throw new InetException(Failure.BAD_URL, String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads the host of a URL as every other scheme does; an empty one means any. */
  private static String hostOfUrl(String typed) throws InetException {
    if (typed.isEmpty()) {
      return typed;
    }
    Url url = Url.parse(typed, new Scheme("tcp", 0, Security.PLAIN));
    if (typed.chars().anyMatch(c -> "@/?#".indexOf(c) >= 0)) {
      throw new InetException(Failure.BAD_URL, "a socket has host and port, and no more");
    }
    return url.endpoint().host();
  }

  private static Place unix(String word) throws InetException {
    String path = word.substring(UNIX.length());
    path = path.startsWith("//") ? path.substring(2) : path;
    if (path.isEmpty() || path.indexOf('\0') >= 0) {
      throw new InetException(Failure.USAGE, "unix: needs a path");
    }
    return new Place("unix", new Endpoint(UNIX + path, 0), Path.of(path));
  }

  boolean isUdp() {
    return scheme.equals("udp");
  }

  boolean isTls() {
    return scheme.equals("tls");
  }

  /** Returns whom to talk to under TLS: what a Unix domain socket serves is on this machine. */
  Endpoint named() {
    return unix == null ? endpoint : new Endpoint("localhost", 0);
  }

  /** Reads {@code HOST:PORT}. */
  private static Place at(String text, String protocol) throws InetException {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || colon < text.lastIndexOf(']')) {
      throw new InetException(Failure.USAGE, "'" + text + "' names no port");
    }
    String host = host(text.substring(0, colon));
    int port = Services.port(text.substring(colon + 1), protocol);
    return new Place("", new Endpoint(host, port), null);
  }

  /**
   * Reads a host that stands alone; an IPv6 literal may be in brackets.
   *
   * @throws InetException as {@link Failure#USAGE} where it can be none: a control character or
   *     blank would end a line of SOCKS or CONNECT early
   */
  static String host(String word) throws InetException {
    boolean literal = word.startsWith("[") && word.endsWith("]");
    String host = literal ? word.substring(1, word.length() - 1) : word;
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) <= ' ' || host.charAt(i) == 0x7f) {
        throw new InetException(
            Failure.USAGE, "a host name cannot hold a blank or a control character");
      }
    }
    if (host.startsWith("[")) {
      throw new InetException(Failure.USAGE, "'[' without ']' in '" + host + "'");
    }
    return host;
  }
}
