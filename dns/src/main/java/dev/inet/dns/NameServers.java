package dev.inet.dns;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.proxy.ProxyRules;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks name servers by UDP, and by TCP where the answer does not fit into a datagram (RFC 7766) or
 * a proxy carries us. The first server is preferred; the others are asked when it keeps silent or
 * fails.
 */
final class NameServers implements Exchange {
  /** How long name servers are waited for where the caller sets no bound. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /** The most servers that are asked, as in every resolver library (MAXNS of BSD's). */
  private static final int MOST = 3;

  private final List<Endpoint> servers;
  private final Dialer dialer;

  /**
   * Makes an exchange with some servers.
   *
   * @param dialer the road to them
   */
  NameServers(List<Endpoint> servers, Dialer dialer) {
    this.servers = List.copyOf(servers.subList(0, Math.min(MOST, servers.size())));
    this.dialer = dialer;
  }

  /** Returns when an answer has to be there: names are a part of the way to a connection. */
  static Deadline end(Deadline deadline, Dialer dialer) {
    return deadline
        .earlier(dialer.total())
        .earlier(Deadline.in(dialer.timeouts().connect(), "connect-timeout"))
        .earlier(Deadline.in(PATIENCE, "name server"));
  }

  @Override
  public List<Outcome> ask(List<Question> questions, Deadline deadline) throws InetException {
    Deadline end = end(deadline, dialer);
    boolean carried = isCarried();
    ProxyRules proxies = carried ? dialer.proxies() : ProxyRules.NONE;
    var asking = questions.stream().map(question -> new Asking(question, servers)).toList();
    try {
      Round.ByTcp byTcp = (server, question, until) -> askByTcp(proxies, server, question, until);
      if (carried) {
        askByTcp(byTcp, asking, end);
      } else {
        try (var round = new Round(bounded(proxies, end), servers, asking, end, byTcp)) {
          round.run();
        }
      }
    } catch (InterruptedIOException e) {
      throw interrupted(e);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(
          Failure.UNREACHABLE, "cannot ask a name server: " + e.getMessage(), e);
    }
    return asking.stream().map(each -> each.outcome(end)).toList();
  }

  /** A proxy of the environment is left aside, as for everything that goes by UDP. */
  private boolean isCarried() throws InetException {
    ProxyRules rules = dialer.proxies();
    return rules.isGiven() && !rules.chainFor("dns", servers.get(0)).isEmpty();
  }

  /** Returns the dialer without what is meant for the target alone. */
  private Dialer bounded(ProxyRules proxies, Deadline end) throws InetException {
    return dialer.toBuilder()
        .proxies(proxies)
        .detours(List.of())
        .unixSocket(null)
        .timeouts(new Timeouts(end.left(), Duration.ZERO, Duration.ZERO))
        .build();
  }

  /** Tells the caller's thread again that it was interrupted. */
  static InetException interrupted(InterruptedIOException e) {
    Thread.currentThread().interrupt();
    return new InetException(Failure.HOST_NAME, "interrupted", e);
  }

  private static void askByTcp(Round.ByTcp byTcp, List<Asking> asking, Deadline end)
      throws InterruptedIOException {
    for (Asking each : asking) {
      for (Endpoint server : new ArrayList<>(each.left())) {
        if (each.isOpen() && !end.hasPassed()) {
          each.take(byTcp.ask(server, each.question(), end), server);
        }
      }
    }
  }

  private Outcome askByTcp(ProxyRules proxies, Endpoint server, Question question, Deadline until)
      throws InterruptedIOException {
    try (Connection connection = bounded(proxies, until).dial(Target.plain(server).of("dns"))) {
      connection.deadline(until);
      byte[] bytes = question.bytes();
      byte[] framed = new byte[bytes.length + 2];
      framed[0] = (byte) (bytes.length >> 8);
      framed[1] = (byte) bytes.length;
      System.arraycopy(bytes, 0, framed, 2, bytes.length);
      // In one write: some servers take a length that comes alone for garbage (RFC 7766, 8).
      connection.output().write(framed);
      connection.output().flush();
      byte[] length = exactly(connection, 2);
      byte[] reply = exactly(connection, (length[0] & 0xff) << 8 | (length[1] & 0xff));
      return Outcome.answered(question.answer(reply), server.toString(), connection.isLoopback());
    } catch (InetException e) {
      return Outcome.failed(about(server, e.failure(), e));
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      return Outcome.failed(about(server, Failure.BROKEN_OFF, e));
    }
  }

  private static InetException about(Endpoint server, Failure failure, IOException e) {
    return new InetException(
        failure, "the name server " + server + " by TCP: " + e.getMessage(), e);
  }

  private static byte[] exactly(Connection connection, int length) throws IOException {
    byte[] bytes = connection.input().readNBytes(length);
    if (bytes.length < length) {
      throw new InetException(Failure.BROKEN_OFF, "closed in the middle of an answer");
    }
    return bytes;
  }

  @Override
  public void close() {
    // Nothing outlives a question.
  }
}
