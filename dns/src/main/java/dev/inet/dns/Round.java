package dev.inet.dns;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Datagrams;
import dev.inet.core.dial.Dialer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/**
 * Puts some questions to name servers by UDP, all at once and in the calling thread: sent again
 * after one second, two, four and so on, each time to the next server, until each is answered.
 *
 * <p>Each server has a socket of its own for this round, bound to a port that the system chooses at
 * random and connected, so that the kernel drops what comes from elsewhere: somebody off the path
 * has to guess port and number of the question (RFC 5452). What does not fit the question is
 * ignored, and waiting goes on: else one forged datagram would be enough to break the look-up.
 */
final class Round implements Closeable {
  /** Asks a server again where its answer does not fit into a datagram. */
  interface ByTcp {
    Outcome ask(Endpoint server, Question question, Deadline until) throws InterruptedIOException;
  }

  /**
   * How much longer the other questions are waited for when one has a conclusive answer: some
   * servers and boxes on the way never answer about AAAA (RFC 4074, section 4.1).
   */
  static final Duration GRACE = Duration.ofSeconds(2);

  /**
   * How long a server is waited for by TCP, which firewalls may drop, while there is another road.
   */
  private static final Duration TCP_WAIT = Duration.ofSeconds(3);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 10;

  private final Dialer dialer;
  private final List<Endpoint> servers;
  private final List<Asking> asking;
  private final Deadline end;
  private final ByTcp byTcp;
  private final Map<Endpoint, Lane> lanes = new HashMap<>();
  private Deadline grace = Deadline.NEVER;

  Round(Dialer dialer, List<Endpoint> servers, List<Asking> asking, Deadline end, ByTcp byTcp) {
    this.dialer = dialer;
    this.servers = servers;
    this.asking = asking;
    this.end = end;
    this.byTcp = byTcp;
  }

  /** Asks until every question has its outcome, or time is over. */
  void run() throws IOException {
    for (int turn = 0; isOpen() && !until().hasPassed(); turn++) {
      Endpoint server = servers.get(turn % servers.size());
      // Every server is asked once before the wait is doubled.
      int doublings = Math.min(MOST_DOUBLINGS, turn / servers.size());
      ask(server, Deadline.in(FIRST_WAIT.multipliedBy(1L << doublings), "name server"));
    }
  }

  private boolean isOpen() {
    return asking.stream().anyMatch(Asking::isOpen);
  }

  private Deadline until() {
    return end.earlier(grace);
  }

  private void ask(Endpoint server, Deadline turn) throws IOException {
    if (asking.stream().noneMatch(each -> each.isLeft(server))) {
      return;
    }
    try {
      Lane lane = lane(server);
      lane.send();
      lane.listen(turn);
      lane.askByTcp();
    } catch (InetException e) {
      lose(server, e);
    }
  }

  private Lane lane(Endpoint server) throws IOException {
    Lane lane = lanes.get(server);
    if (lane == null) {
      lane = new Lane(server, Datagrams.toward(dialer, server));
      lanes.put(server, lane);
    }
    return lane;
  }

  private void lose(Endpoint server, InetException e) {
    var why =
        new InetException(e.failure(), "the name server " + server + ": " + e.getMessage(), e);
    for (Asking each : asking) {
      if (each.isLeft(server)) {
        each.take(Outcome.failed(why), server);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Lane lane : lanes.values()) {
      lane.datagrams.close();
    }
  }

  /** The way to one server and back. */
  private final class Lane {
    private final Endpoint server;
    private final Datagrams datagrams;
    private final List<Question> questions = new ArrayList<>();
    private final Set<Asking> truncated = new LinkedHashSet<>();

    Lane(Endpoint server, Datagrams datagrams) {
      this.server = server;
      this.datagrams = datagrams;
      asking.forEach(each -> questions.add(each.question()));
    }

    boolean isWaiting() {
      return asking.stream().anyMatch(this::isWaited);
    }

    private boolean isWaited(Asking each) {
      return each.isLeft(server) && !truncated.contains(each);
    }

    void listen(Deadline turn) throws IOException {
      try {
        while (isWaiting() && !turn.earlier(until()).hasPassed()) {
          take(datagrams.receive(turn.earlier(until())));
        }
      } catch (InetException e) {
        // Its deadline only ends our turn; whether time is over for all decides whoever asked.
        if (e.failure() != Failure.TIMEOUT) {
          throw e;
        }
      }
    }

    /**
     * Asks again what was answered in part. The datagrams are read by then: a server that does not
     * answer by TCP holds up neither the other questions nor the other servers.
     */
    void askByTcp() throws InterruptedIOException {
      for (Asking each : truncated) {
        boolean isLast = each.left().size() == 1 && !isWaiting();
        Deadline until = isLast ? until() : until().earlier(Deadline.in(TCP_WAIT, "name server"));
        settle(each, byTcp.ask(server, questions.get(asking.indexOf(each)), until));
      }
      truncated.clear();
    }

    private void settle(Asking each, Outcome outcome) {
      each.take(outcome, server);
      if (outcome.isConclusive() && grace.isNever()) {
        grace = Deadline.in(GRACE, "name server");
      }
    }

    void send() throws IOException {
      for (int i = 0; i < questions.size(); i++) {
        if (isWaited(asking.get(i))) {
          datagrams.send(questions.get(i).bytes());
        }
      }
    }

    void take(Datagrams.Datagram datagram) throws IOException {
      for (int i = 0; i < questions.size(); i++) {
        if (isWaited(asking.get(i)) && take(datagram, i)) {
          return;
        }
      }
      asking.stream().filter(this::isWaited).forEach(Asking::ignored);
    }

    private boolean take(Datagrams.Datagram datagram, int index) throws IOException {
      Question question = questions.get(index);
      Message reply;
      try {
        reply = question.answer(datagram.bytes());
      } catch (InetException e) {
        return false;
      }
      if (question.isRefusedForEdns(reply)) {
        questions.set(index, question.withoutEdns());
        datagrams.send(questions.get(index).bytes());
        return true;
      }
      if (reply.getHeader().getFlag(Flags.TC)) {
        truncated.add(asking.get(index));
        return true;
      }
      boolean loopback = datagram.sender().getAddress().isLoopbackAddress();
      settle(asking.get(index), Outcome.answered(reply, server.toString(), loopback));
      return true;
    }
  }
}
