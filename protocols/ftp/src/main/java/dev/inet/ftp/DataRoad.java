package dev.inet.ftp;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Listener;
import dev.inet.core.dial.Target;
import dev.inet.core.line.Reply;
import dev.inet.core.resolve.Literals;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How data connections come about: EPSV, then PASV where that is refused (RFC 2428, RFC 959), or
 * EPRT and PORT, where the server connects to us.
 */
final class DataRoad {
  private final Session session;
  private boolean proven;

  DataRoad(Session session) {
    this.session = session;
  }

  /** A data connection that exists, or will once the server comes. */
  final class Link implements Closeable {
    private final @Nullable Listener listener;
    private @Nullable Connection connection;

    private Link(@Nullable Listener listener, @Nullable Connection connection) {
      this.listener = listener;
      this.connection = connection;
    }

    /** Returns the connection where it was ours to make it; {@code null} where the server does. */
    @Nullable Connection made() {
      return connection;
    }

    /**
     * Returns the connection, and waits for the server to make it where that is its part.
     *
     * @param last what the server says meanwhile
     * @throws InetException as {@link Failure#TIMEOUT} also where it said its last word
     */
    Connection connection(LastWord last) throws IOException {
      if (connection == null && listener != null) {
        connection = accept(listener, last);
        listener.close();
      }
      if (connection == null) {
        throw new IllegalStateException("neither side connects");
      }
      return connection;
    }

    @Override
    public void close() throws IOException {
      if (listener != null) {
        listener.close();
      }
      if (connection != null) {
        connection.close();
      }
    }
  }

  private FtpWire wire() {
    return session.wire();
  }

  /** Returns whether the next command may travel together with the request for a connection. */
  boolean isProven() {
    return proven && !session.options().active();
  }

  /** Agrees on a data connection, and makes it where that is our part. */
  Link open() throws IOException {
    if (session.options().active()) {
      return listen();
    }
    Connection made = passive();
    proven = true;
    return new Link(null, made);
  }

  /**
   * Asks for a data connection in one packet with the commands that use it.
   *
   * @param commands the commands; their replies are still to be read
   */
  Link open(List<String> commands) throws IOException {
    FtpWire wire = wire();
    boolean extended = !session.traits().withoutEpsv;
    wire.queue(extended ? "EPSV" : "PASV");
    for (String command : commands) {
      wire.queue(command);
    }
    wire.flush();
    Reply reply = wire.read();
    if (reply.code() != (extended ? 229 : 227)) {
      // It worked before. What was asked for next has no connection to use now.
      wire.spoil();
      throw new FtpException(Failure.BROKEN_OFF, reply).at(session.peer());
    }
    try {
      return new Link(null, extended ? dial(extendedPort(reply)) : dialPasv(reply));
    } catch (IOException e) {
      wire.spoil();
      throw e;
    }
  }

  // --- we connect

  private Connection passive() throws IOException {
    FtpWire wire = wire();
    Traits traits = session.traits();
    InetException unreached = null;
    if (!traits.withoutEpsv) {
      Reply reply = wire.ask("EPSV");
      if (reply.code() == 229) {
        try {
          return dial(extendedPort(reply));
        } catch (InetException e) {
          // A gateway may understand PASV and forward what it names, and not know EPSV; and a
          // server that names no port there may name one in the older way.
          boolean helped =
              switch (e.failure()) {
                case UNREACHABLE, TIMEOUT, BAD_REPLY -> true;
                default -> false;
              };
          if (!helped) {
            throw e;
          }
          unreached = e;
        }
      } else if (reply.code() == 530) {
        throw new FtpException(reply).at(session.peer());
      }
      wire.connection().note("EPSV does not work; PASV is used");
    }
    Reply reply;
    try {
      reply = wire.ask("PASV");
    } catch (InetException e) {
      throw unreached == null ? e : unreached;
    }
    if (reply.code() != 227) {
      if (unreached != null) {
        throw unreached;
      }
      throw reply.isTransient() || reply.isPermanent()
          ? new FtpException(reply).at(session.peer())
          : wire.strange(reply);
    }
    try {
      Connection made = dialPasv(reply);
      traits.withoutEpsv = true;
      return made;
    } catch (InetException e) {
      if (unreached != null) {
        unreached.addSuppressed(e);
        throw unreached;
      }
      throw e;
    }
  }

  private Connection dial(int port) throws IOException {
    return session.dialer().dialBeside(wire().connection(), port, session.scheme());
  }

  /** Takes the port out of {@code 229 text (|||6446|)}; whatever the delimiter (RFC 2428, 3). */
  int extendedPort(Reply reply) throws InetException {
    for (String line : reply.lines()) {
      for (int open = line.indexOf('('); open >= 0; open = line.indexOf('(', open + 1)) {
        int port = open + 1 < line.length() ? delimitedPort(line.substring(open + 1)) : -1;
        if (port > 0) {
          return port;
        }
      }
    }
    throw strange(reply);
  }

  private static int delimitedPort(String text) {
    String[] fields = text.split(Pattern.quote("" + text.charAt(0)));
    return fields.length < 4 ? -1 : number(fields[3], 65_535);
  }

  private Connection dialPasv(Reply reply) throws IOException {
    int[] numbers = sixNumbers(reply);
    int port = numbers[4] << 8 | numbers[5];
    if (port == 0) {
      throw strange(reply);
    }
    if (!session.options().believesPasv()) {
      // The address may be private behind a gateway, or somebody else's: a server that names it
      // could make us attack that one (RFC 2577).
      return dial(port);
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      if (numbers[i] > 255) {
        throw strange(reply);
      }
      bytes[i] = (byte) numbers[i];
    }
    InetAddress named = InetAddress.getByAddress(bytes);
    boolean near = named.isLoopbackAddress() || named.isLinkLocalAddress();
    if (near && !wire().connection().isLoopback() || named.isAnyLocalAddress()) {
      throw new InetException(Failure.BAD_REPLY, "the server leads data to " + Literals.text(named))
          .said(reply.toString())
          .at(session.peer());
    }
    Target target = Target.plain(new Endpoint(Literals.text(named), port));
    return session.dialer().dial(target.of(session.scheme()));
  }

  /** Takes the numbers out of a 227 reply, with or without brackets (RFC 1123, 4.1.2.6). */
  private int[] sixNumbers(Reply reply) throws InetException {
    for (String line : reply.lines()) {
      // Some have blanks behind the commas.
      int[] numbers = sixNumbers(line.replace(", ", ","));
      if (numbers.length > 0) {
        return numbers;
      }
    }
    throw strange(reply);
  }

  private static int[] sixNumbers(String text) {
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length()
          && (text.charAt(end) >= '0' && text.charAt(end) <= '9' || text.charAt(end) == ',')) {
        end++;
      }
      String[] fields = text.substring(at, end).split(",", -1);
      if (fields.length == 6) {
        int[] numbers = new int[6];
        boolean fit = true;
        for (int i = 0; i < 6; i++) {
          // Four of them are an address, which may not matter, so it need be none.
          numbers[i] = number(fields[i], i < 4 ? 65_535 : 255);
          fit &= numbers[i] >= 0;
        }
        if (fit) {
          return numbers;
        }
      }
      at = end + 1;
    }
    return new int[0];
  }

  private static int number(String digits, int most) {
    if (digits.isEmpty() || digits.length() > 5) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number <= most ? number : -1;
  }

  private InetException strange(Reply reply) {
    return new InetException(Failure.BAD_REPLY, "the server names no port for data")
        .said(reply.toString())
        .at(session.peer());
  }

  // --- the server connects

  private Link listen() throws IOException {
    InetAddress own = address(wire().connection().localAddress());
    Listener listener = bind(own);
    try {
      announce(own, listener.port());
      return new Link(listener, null);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  private static InetAddress address(String shown) throws IOException {
    String host = Endpoint.parse(shown, 0).host();
    try {
      return Literals.parse(host)
          .orElseThrow(
              () ->
                  new InetException(
                      Failure.UNSUPPORTED, "active FTP needs a connection by TCP, not " + shown));
    } catch (UnknownHostException e) {
      throw new InetException(Failure.UNSUPPORTED, "active FTP cannot listen on " + shown, e);
    }
  }

  private Listener bind(InetAddress own) throws IOException {
    FtpOptions.PortRange range = session.options().activePorts();
    if (range.from() == 0) {
      return Listener.tcp(session.dialer(), List.of(own), 0, false);
    }
    // Begun anywhere in the range: a port that was just used may still be held by the other side.
    int ports = range.to() - range.from() + 1;
    int first = ThreadLocalRandom.current().nextInt(ports);
    InetException taken = null;
    for (int i = 0; i < ports; i++) {
      try {
        int port = range.from() + (first + i) % ports;
        return Listener.tcp(session.dialer(), List.of(own), port, false);
      } catch (InetException e) {
        taken = e;
      }
    }
    throw new InetException(
        Failure.USAGE,
        "no port of " + range.from() + "-" + range.to() + " is free to wait on",
        taken);
  }

  private void announce(InetAddress own, int port) throws IOException {
    byte[] bytes = own.getAddress();
    FtpWire wire = wire();
    String extended =
        "|" + (bytes.length == 4 ? 1 : 2) + "|" + Literals.text(own) + "|" + port + "|";
    if (!session.traits().withoutEpsv || bytes.length != 4) {
      int zone = extended.indexOf('%');
      String plain =
          zone < 0
              ? extended
              : extended.substring(0, zone) + extended.substring(extended.indexOf('|', zone));
      Reply reply = wire.ask("EPRT " + plain);
      if (reply.isDone()) {
        return;
      }
      if (bytes.length != 4 || reply.code() == 530) {
        throw new FtpException(reply).at(session.peer());
      }
      session.traits().withoutEpsv = true;
    }
    var numbers = new StringBuilder();
    for (byte b : bytes) {
      numbers.append(b & 0xff).append(',');
    }
    wire.must("PORT " + numbers + (port >> 8) + "," + (port & 0xff));
  }

  private Connection accept(Listener listener, LastWord last) throws IOException {
    Duration limit = session.dialer().timeouts().connect();
    Deadline deadline =
        limit.isZero()
            ? Deadline.in(session.dialer().timeouts().read(), "read-timeout")
            : Deadline.in(limit, "connect-timeout");
    deadline = deadline.earlier(session.dialer().total());
    String expected = host(wire().connection().remoteAddress());
    boolean told = false;
    while (true) {
      if (last.isKnown() && !told) {
        told = true;
        Duration usual = session.dialer().timeouts().read();
        Duration grace = last.isDone() ? last.grace(usual) : LastWord.LOOK;
        deadline = Deadline.in(grace, "data connection").earlier(deadline);
      }
      Listener.Arrival arrival;
      try {
        arrival = listener.accept(Deadline.in(LastWord.LOOK, "look").earlier(deadline));
      } catch (InetException e) {
        deadline.check();
        last.look();
        continue;
      }
      if (host(arrival.address()).equals(expected)) {
        return arrival.open();
      }
      // Somebody who guessed the port would be sent, or would send, the file.
      wire().connection().note("turned away " + arrival.address() + ", which is not the server");
      arrival.close();
    }
  }

  private static String host(String shown) throws InetException {
    return Endpoint.parse(shown, 0).host();
  }
}
