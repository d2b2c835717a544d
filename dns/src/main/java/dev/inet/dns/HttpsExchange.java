package dev.inet.dns;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * Asks by HTTPS (RFC 8484): POST over HTTP/1.1, one question after the other, on a connection that
 * is kept for the next.
 */
final class HttpsExchange implements Exchange {
  private final Target target;
  private final String path;
  private final Dialer dialer;
  private final AtomicReference<@Nullable Connection> idle = new AtomicReference<>();
  private volatile boolean isClosed;

  /**
   * Makes an exchange with one resource.
   *
   * @param path the path and query, in wire form
   * @param dialer the road; its resolver must be another than the one that is made of this
   */
  HttpsExchange(Target target, String path, Dialer dialer) {
    this.target = target;
    this.path = path;
    this.dialer = dialer;
  }

  @Override
  public List<Outcome> ask(List<Question> questions, Deadline deadline) throws InetException {
    Deadline end = NameServers.end(deadline, dialer);
    var outcomes = new ArrayList<Outcome>();
    for (Question question : questions) {
      try {
        Message reply = ask(question.cacheable(), end);
        outcomes.add(Outcome.answered(reply, server(), target.tls()));
      } catch (InetException e) {
        outcomes.add(Outcome.failed(about(e)));
      }
    }
    return outcomes;
  }

  private Message ask(Question question, Deadline end) throws InetException {
    Connection kept = idle.getAndSet(null);
    if (kept != null) {
      try {
        return question.answer(post(kept, question, end));
      } catch (InetException e) {
        // The server may have closed it since; whether it did, a new connection tells.
        boolean stale = e.failure() == Failure.NO_ANSWER || e.failure() == Failure.BROKEN_OFF;
        if (!stale) {
          throw e;
        }
      }
    }
    return question.answer(post(dial(end), question, end));
  }

  private Connection dial(Deadline end) throws InetException {
    var timeouts = new Timeouts(end.left(), Duration.ZERO, Duration.ZERO);
    try {
      return dialer.toBuilder()
          .detours(List.of())
          .unixSocket(null)
          .timeouts(timeouts)
          .build()
          .dial(target);
    } catch (InterruptedIOException e) {
      throw NameServers.interrupted(e);
    }
  }

  private byte[] post(Connection connection, Question question, Deadline end) throws InetException {
    boolean keep = false;
    try {
      connection.deadline(end);
      var reply = HttpReply.to(connection, target.peer(), path, question.bytes());
      keep = reply.isPersistent();
      return reply.message();
    } catch (InetException e) {
      throw e;
    } catch (InterruptedIOException e) {
      throw NameServers.interrupted(e);
    } catch (IOException e) {
      throw new InetException(Failure.BROKEN_OFF, String.valueOf(e.getMessage()), e);
    } finally {
      if (!keep || isClosed || !idle.compareAndSet(null, connection)) {
        close(connection);
      } else if (isClosed) {
        close();
      }
    }
  }

  private String server() {
    Endpoint peer = target.peer();
    return peer.port() == 443 ? peer.host() : peer.authority();
  }

  private InetException about(InetException e) {
    var failure =
        new InetException(
            e.failure(), "the name server " + server() + " by HTTPS: " + e.getMessage(), e);
    e.reply().ifPresent(failure::said);
    e.hint().ifPresent(failure::hint);
    return failure.tried(e.attempts()).retry(e.retry());
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // Its answer is read, or its failure is told.
    }
  }

  @Override
  public void close() {
    isClosed = true;
    Connection kept = idle.getAndSet(null);
    if (kept != null) {
      close(kept);
    }
  }
}
