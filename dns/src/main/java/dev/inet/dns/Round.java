package dev.inet.dns;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/**
 * Some questions on their way by UDP, all at once and in the calling thread: sent again after one
 * second, two, four and so on, each time to the next server, until each is answered.
 *
 * <p>Each question to each server has a socket of its own, bound to a port that the system chooses
 * at random and connected, so that the kernel drops what comes from elsewhere: somebody off the path
 * has to guess port and number of the question (RFC 5452). What does not fit the question is
 * ignored, and waiting goes on: else one forged datagram would be enough to break the look-up.
 */
final class Round implements Closeable {
  /** Asks a server again where its answer does not fit into a datagram. */
  interface ByTcp {
    Message ask(InetSocketAddress server, Question question, Deadline end) throws IOException;
  }

  /**
   * How much longer the other questions are waited for when one has a conclusive answer: some
   * servers and boxes on the way never answer about AAAA (RFC 4074, section 4.1).
   */
  static final Duration GRACE = Duration.ofSeconds(2);

  private static final long FIRST_WAIT = Duration.ofSeconds(1).toNanos();
  private static final int MOST_DATAGRAM = 65_535;

  private final List<InetSocketAddress> servers;
  private final Deadline end;
  private final ByTcp byTcp;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocate(MOST_DATAGRAM);
  private final List<Pending> pending = new ArrayList<>();
  private Deadline grace = Deadline.NEVER;
  private @Nullable InterruptedIOException interrupted;

  Round(List<InetSocketAddress> servers, List<Question> questions, Deadline end, ByTcp byTcp)
      throws IOException {
    this.servers = servers;
    this.end = end;
    this.byTcp = byTcp;
    for (Question question : questions) {
      pending.add(new Pending(question));
    }
    this.selector = Selector.open();
  }

  /** Asks until every question has its outcome; one outcome a question, in their order. */
  List<Outcome> outcomes() throws IOException {
    Deadline until = end;
    while (!isOver() && !until.hasPassed()) {
      long now = System.nanoTime();
      long wait = until.leftNanos();
      for (Pending each : pending) {
        if (each.isOpen()) {
          wait = Math.min(wait, each.sendIfDue(now));
        }
      }
      // A wait of 0 would be one without end.
      selector.select(this::receive, Math.max(1, wait / 1_000_000));
      if (interrupted != null) {
        throw interrupted;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while asking a name server");
      }
      until = end.earlier(grace);
    }
    return pending.stream().map(Pending::outcome).toList();
  }

  private boolean isOver() {
    return pending.stream().noneMatch(Pending::isOpen);
  }

  private void receive(SelectionKey key) {
    var asked = (Asked) key.attachment();
    buffer.clear();
    try {
      if (!asked.isWaiting()) {
        asked.channel.close();
        return;
      }
      asked.channel.read(buffer);
    } catch (PortUnreachableException e) {
      asked.fail("refused: nobody listens there", e);
      return;
    } catch (IOException e) {
      asked.fail("unreachable: " + e.getMessage(), e);
      return;
    }
    byte[] reply = new byte[buffer.flip().remaining()];
    buffer.get(reply);
    asked.take(reply);
  }

  /** Closes all sockets. */
  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private static String shown(InetSocketAddress server) {
    String host = server.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + server.getPort();
  }

  /** A question without outcome yet. */
  private final class Pending {
    private final Question question;
    private final Map<InetSocketAddress, Asked> asked = new HashMap<>();
    private final List<InetSocketAddress> left = new ArrayList<>(servers);
    private @Nullable Outcome outcome;
    private @Nullable Outcome second;
    private int sent;
    private int strangers;
    private long due = System.nanoTime();

    Pending(Question question) {
      this.question = question;
    }

    boolean isOpen() {
      return outcome == null;
    }

    /** Returns in how many nanoseconds the next sending is due. */
    long sendIfDue(long now) {
      while (isOpen() && due - now <= 0) {
        InetSocketAddress server = left.get(sent % left.size());
        // Every server is asked once before the wait is doubled.
        due = now + (FIRST_WAIT << Math.min(20, sent / left.size()));
        sent++;
        send(server);
      }
      return due - now;
    }

    private void send(InetSocketAddress server) {
      Asked to = asked.get(server);
      try {
        if (to == null) {
          to = new Asked(this, server);
          asked.put(server, to);
        }
        to.send();
      } catch (PortUnreachableException e) {
        lose(server, unreachable(server, "refused: nobody listens there", e));
      } catch (IOException e) {
        lose(server, unreachable(server, "unreachable: " + e.getMessage(), e));
      }
    }

    /** Goes on without a server that failed. */
    void lose(InetSocketAddress server, InetException why) {
      left.remove(server);
      if (left.isEmpty()) {
        outcome = second != null ? second : Outcome.failed(why);
      } else {
        due = System.nanoTime();
      }
    }

    void stranger() {
      strangers++;
    }

    void answered(Message reply, InetSocketAddress server) {
      int code = reply.getRcode();
      boolean conclusive = code == Rcode.NOERROR || code == Rcode.NXDOMAIN;
      var answer =
          Outcome.answered(reply, shown(server), server.getAddress().isLoopbackAddress());
      if (!conclusive && left.size() > 1) {
        // Another server may know better; this one's answer is told where none does.
        second = answer;
        left.remove(server);
        due = System.nanoTime();
        return;
      }
      outcome = answer;
      if (conclusive && grace.isNever()) {
        grace = Deadline.in(GRACE, "name server");
      }
    }

    Outcome outcome() {
      if (outcome != null) {
        return outcome;
      }
      if (second != null) {
        return second;
      }
      String who = shown(servers.get(0));
      String others = servers.size() > 1 ? " and " + (servers.size() - 1) + " more" : "";
      String odd = strangers == 0 ? "" : " that fits (" + strangers + " ignored)";
      String why = end.hasPassed() ? end.passed().getMessage() : "timed out";
      return Outcome.failed(
          new InetException(
              Failure.TIMEOUT,
              "no answer" + odd + " from the name server " + who + others + ", " + why));
    }
  }

  private static InetException unreachable(InetSocketAddress server, String why, IOException e) {
    return new InetException(
        Failure.UNREACHABLE, "the name server " + shown(server) + " is " + why, e);
  }

  /** A question that was put to one server. */
  private final class Asked {
    private final Pending pending;
    private final InetSocketAddress server;
    private final DatagramChannel channel;
    private Question question;

    Asked(Pending pending, InetSocketAddress server) throws IOException {
      this.pending = pending;
      this.server = server;
      this.question = pending.question;
      channel = DatagramChannel.open();
      try {
        channel.configureBlocking(false);
        channel.connect(server);
        channel.register(selector, SelectionKey.OP_READ, this);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }

    boolean isWaiting() {
      return pending.isOpen() && pending.left.contains(server);
    }

    void send() throws IOException {
      channel.write(ByteBuffer.wrap(question.bytes()));
    }

    void fail(String why, IOException e) {
      pending.lose(server, unreachable(server, why, e));
    }

    void take(byte[] datagram) {
      Message reply;
      try {
        reply = question.answer(datagram);
      } catch (InetException e) {
        pending.stranger();
        return;
      }
      try {
        if (question.isRefusedForEdns(reply)) {
          question = question.withoutEdns();
          send();
        } else if (reply.getHeader().getFlag(Flags.TC)) {
          pending.answered(byTcp.ask(server, question, end), server);
        } else {
          pending.answered(reply, server);
        }
      } catch (InetException e) {
        pending.lose(server, about(e));
      } catch (InterruptedIOException e) {
        interrupted = e;
      } catch (IOException e) {
        fail("unreachable: " + e.getMessage(), e);
      }
    }

    private InetException about(InetException e) {
      return new InetException(
          e.failure(), "the name server " + shown(server) + " by TCP: " + e.getMessage(), e);
    }
  }
}
