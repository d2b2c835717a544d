package dev.inet.core.resolve;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The operating system's resolver.
 *
 * <p>Its call cannot be bounded or interrupted, so it runs in a daemon thread of its own, which is
 * left behind when the deadline comes first.
 */
public final class SystemResolver implements Resolver {
  /** Makes one; it holds nothing. */
  public SystemResolver() {}

  @Override
  public List<InetAddress> resolve(Endpoint peer, Deadline deadline) throws InetException {
    String host = peer.host();
    var lookup = new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
    var thread = new Thread(lookup, "inet-resolve");
    thread.setDaemon(true);
    thread.start();
    try {
      return lookup.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw deadline.passed().during(Phase.RESOLVE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while resolving " + host);
      throw new InetException(Failure.HOST_NAME, "interrupted", interrupted);
    } catch (ExecutionException e) {
      String reason =
          e.getCause() instanceof UnknownHostException unknown && unknown.getMessage() != null
              ? reason(unknown.getMessage(), host)
              : String.valueOf(e.getCause());
      throw new InetException(
              Failure.HOST_NAME, "cannot resolve '" + host + "'" + reason, e.getCause())
          .during(Phase.RESOLVE);
    }
  }

  /** The JDK says "name: reason" or the name alone. */
  private static String reason(String message, String host) {
    return message.startsWith(host + ": ") ? ": " + message.substring(host.length() + 2) : "";
  }
}
