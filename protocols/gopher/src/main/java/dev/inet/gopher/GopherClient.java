package dev.inet.gopher;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A connection to a Gopher server, which carries one request (RFC 1436 section 2): each client
 * serves one verb.
 *
 * <p>Not for use by several threads, except that {@link #close} may come from any and ends what is
 * going on.
 */
public final class GopherClient implements AutoCloseable {
  private final Connection connection;
  private final GopherUrl url;
  private final GopherOptions options;
  private boolean spent;

  private GopherClient(Connection connection, GopherUrl url, GopherOptions options) {
    this.connection = connection;
    this.url = url;
    this.options = options;
  }

  /**
   * Connects to the server of a URL; nothing is sent before a verb is called.
   *
   * @param dialer makes the connection
   * @param url the place that the verbs ask for
   * @param options how answers are read
   * @throws InetException as {@link Failure#UNSUPPORTED} where the type is served by another
   *     protocol (telnet, tn3270, the CSO phone book), and as the road has it where connecting
   *     fails
   */
  public static GopherClient open(Dialer dialer, GopherUrl url, GopherOptions options)
      throws IOException {
    if (url.itemType().body() == ItemType.Body.ELSEWHERE) {
      throw new InetException(
              Failure.UNSUPPORTED,
              "type '" + url.type() + "' (" + url.itemType().label() + ") is no gopher request")
          .hint("connect with telnet to " + url.endpoint().authority())
          .at(url.endpoint());
    }
    Target target = url.isSecure() ? Target.tls(url.endpoint()) : Target.plain(url.endpoint());
    return new GopherClient(dialer.dial(target.of(url.scheme().name())), url, options);
  }

  /** Returns the place that the verbs ask for. */
  public GopherUrl url() {
    return url;
  }

  /** Returns whether the server is on this machine, with no proxy between. */
  public boolean isLoopback() {
    return connection.isLoopback();
  }

  /**
   * Fetches a menu; the type of the URL is not looked at.
   *
   * @return its items in their order; empty for a menu without any
   * @throws GopherException where the answer is an error
   * @throws InetException as {@link Failure#NO_ANSWER} where nothing came, as {@link
   *     Failure#BAD_REPLY} where the menu exceeds a bound of the options
   */
  public List<MenuItem> menu() throws IOException {
    return menu(url);
  }

  /**
   * Searches (type 7).
   *
   * @param query the words
   * @return what was found
   * @throws InetException as {@link Failure#USAGE} where the words hold CR, LF, NUL or TAB, and as
   *     {@link #menu} has it
   */
  public List<MenuItem> search(String query) throws IOException {
    return menu(url.searching(query));
  }

  private List<MenuItem> menu(GopherUrl place) throws IOException {
    return read(ask(place.request(), false).text(), place, options);
  }

  /** Fetches a menu as its lines, without the dots of the protocol. */
  byte[] menuLines() throws IOException {
    return ask(url.request(), false).text();
  }

  static List<MenuItem> read(byte[] body, GopherUrl place, GopherOptions options)
      throws InetException {
    List<MenuItem> items = MenuParser.parse(body, place, options);
    boolean dead = items.stream().noneMatch(MenuItem::isLink);
    for (MenuItem item : items) {
      if (dead && item.itemType() == ItemType.ERROR) {
        throw (GopherException) new GopherException(item.name()).at(place.endpoint());
      }
    }
    return List.copyOf(items);
  }

  /**
   * Fetches a text, without the dots of the protocol; the type of the URL is not looked at.
   *
   * @return the text with the line ends that the server sent
   * @throws GopherException where the answer is an error
   * @throws InetException as {@link Failure#NO_ANSWER} where nothing came for a menu, as {@link
   *     Failure#BAD_REPLY} where the text exceeds {@link GopherOptions#maxMenu}
   */
  public String text() throws IOException {
    byte[] body = ask(url.request(), !url.itemType().isMenu()).text();
    return Letters.of(body, options.charset()).decodeText(body);
  }

  /**
   * Fetches what the URL names and passes its bytes on: texts and menus without the dots of the
   * protocol, everything else to the end of the stream as it comes.
   *
   * <p>Gopher tells no length: a file whose transfer ended early looks like a whole one.
   *
   * @param to a channel that blocks, such as a file's
   * @return how many bytes were passed on
   * @throws GopherException where the answer is an error
   * @throws InetException as {@link Failure#NO_ANSWER} where nothing came for a menu, as {@link
   *     Failure#BAD_REPLY} where the answer exceeds {@link GopherOptions#maxBytes}, as {@link
   *     Failure#LOCAL_WRITE} where the channel fails
   */
  public long get(WritableByteChannel to) throws IOException {
    GopherWire wire = ask(url.request(), !url.itemType().isMenu());
    return switch (url.itemType().body()) {
      case TEXT, MENU -> wire.text(to);
      case BINARY, NONE, ELSEWHERE -> wire.binary(to);
    };
  }

  /**
   * Asks whether there is an answer: reads its beginning and leaves the rest.
   *
   * @throws GopherException where the answer is an error
   * @throws InetException as {@link Failure#NO_ANSWER} where nothing came for a menu
   */
  public void probe() throws IOException {
    ask(url.request(), !url.itemType().isMenu());
  }

  /**
   * Sends a line as it is and passes on everything that comes back, dots and all.
   *
   * @param line the line without its end, in UTF-8
   * @param to a channel that blocks
   * @return how many bytes came
   * @throws InetException as {@link Failure#USAGE} where the line holds CR, LF or NUL
   */
  public long raw(String line, WritableByteChannel to) throws IOException {
    if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0 || line.indexOf('\0') >= 0) {
      throw new InetException(Failure.USAGE, "a line cannot hold CR, LF or NUL");
    }
    return send((line + "\r\n").getBytes(StandardCharsets.UTF_8)).binary(to);
  }

  private GopherWire ask(byte[] request, boolean mayBeEmpty) throws IOException {
    GopherWire wire = send(request);
    wire.listen(mayBeEmpty);
    return wire;
  }

  private GopherWire send(byte[] request) throws IOException {
    if (spent) {
      throw new IllegalStateException("a gopher connection carries one request");
    }
    spent = true;
    var wire = new GopherWire(connection, url, options);
    wire.send(request);
    return wire;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
