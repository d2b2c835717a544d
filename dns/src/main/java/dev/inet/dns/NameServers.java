package dev.inet.dns;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.resolve.Literals;
import dev.inet.core.resolve.Resolver;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * Asks name servers by UDP, and by TCP where the answer does not fit into a datagram (RFC 7766).
 * The first server is preferred; the others are asked when it keeps silent or fails.
 */
final class NameServers implements Exchange {
  /** How long name servers are waited for where the caller sets no bound. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /** The most servers that are asked, as in every resolver library (MAXNS of BSD's). */
  private static final int MOST = 3;

  private final List<Endpoint> servers;
  private final Resolver bootstrap;
  private final Dialer dialer;
  private volatile @Nullable List<InetSocketAddress> known;

  /**
   * Makes an exchange with some servers.
   *
   * @param bootstrap who knows the address of a server that is given by name
   * @param dialer the road to them by TCP
   */
  NameServers(List<Endpoint> servers, Resolver bootstrap, Dialer dialer) {
    this.servers = List.copyOf(servers);
    this.bootstrap = bootstrap;
    this.dialer = dialer;
  }

  @Override
  public List<Outcome> ask(List<Question> questions, Deadline deadline) throws InetException {
    Deadline end = deadline.earlier(Deadline.in(PATIENCE, "name server"));
    try (var round = new Round(addresses(end), questions, end, this::askByTcp)) {
      return round.outcomes();
    } catch (InterruptedIOException e) {
      throw interrupted(e);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(
          Failure.UNREACHABLE, "cannot ask a name server: " + e.getMessage(), e);
    }
  }

  static InetException interrupted(InterruptedIOException e) {
    Thread.currentThread().interrupt();
    return new InetException(Failure.HOST_NAME, "interrupted", e);
  }

  private List<InetSocketAddress> addresses(Deadline end) throws InetException {
    List<InetSocketAddress> found = known;
    if (found == null) {
      var all = new ArrayList<InetSocketAddress>();
      for (Endpoint server : servers) {
        for (InetAddress address : lookUp(server, end)) {
          all.add(new InetSocketAddress(address, server.port()));
        }
      }
      found = List.copyOf(all.subList(0, Math.min(MOST, all.size())));
      known = found;
    }
    return found;
  }

  private List<InetAddress> lookUp(Endpoint server, Deadline end) throws InetException {
    try {
      Optional<InetAddress> literal = Literals.parse(server.host());
      return literal.isPresent() ? List.of(literal.get()) : bootstrap.resolve(server, end);
    } catch (UnknownHostException e) {
      throw new InetException(Failure.HOST_NAME, "no name server: " + e.getMessage(), e);
    }
  }

  private Message askByTcp(InetSocketAddress server, Question question, Deadline end)
      throws IOException {
    var peer = new Endpoint(server.getAddress().getHostAddress(), server.getPort());
    var timeouts = new Timeouts(end.left(), Duration.ZERO, Duration.ZERO);
    Dialer bounded = dialer.toBuilder().timeouts(timeouts).build();
    try (Connection connection = bounded.dial(Target.plain(peer).of("dns"))) {
      connection.deadline(end);
      byte[] bytes = question.bytes();
      byte[] framed = new byte[bytes.length + 2];
      framed[0] = (byte) (bytes.length >> 8);
      framed[1] = (byte) bytes.length;
      System.arraycopy(bytes, 0, framed, 2, bytes.length);
      // In one write: some servers take the length alone in a segment for garbage (RFC 7766, 8).
      connection.output().write(framed);
      connection.output().flush();
      byte[] length = exactly(connection, 2);
      return question.answer(exactly(connection, (length[0] & 0xff) << 8 | length[1] & 0xff));
    }
  }

  private static byte[] exactly(Connection connection, int length) throws IOException {
    byte[] bytes = connection.input().readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("closed in the middle of an answer");
    }
    return bytes;
  }

  @Override
  public void close() {
    // Nothing outlives a question.
  }
}
