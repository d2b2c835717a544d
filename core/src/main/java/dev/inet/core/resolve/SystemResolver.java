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
import java.util.Optional;
import java.util.concurrent.Callable;
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
  /** This machine by definition: a name server that answers for it could lead us elsewhere. */
  private static final List<InetAddress> LOOPBACK =
      List.of(
          loopback(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
          loopback(new byte[] {127, 0, 0, 1}));

  /** Makes one; it holds nothing. */
  public SystemResolver() {}

  private static InetAddress loopback(byte[] address) {
    try {
      return InetAddress.getByAddress("localhost", address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<InetAddress> resolve(Endpoint peer, Deadline deadline) throws InetException {
    String host = peer.host();
    if (Literals.isLocalhost(host)) {
      return LOOPBACK;
    }
    try {
      return bounded(() -> List.of(InetAddress.getAllByName(host)), deadline);
    } catch (ExecutionException e) {
      String reason =
          e.getCause() instanceof UnknownHostException unknown && unknown.getMessage() != null
              ? reason(unknown.getMessage(), host)
              : ": " + e.getCause();
      throw new InetException(
              Failure.HOST_NAME, "cannot resolve '" + host + "'" + reason, e.getCause())
          .during(Phase.RESOLVE);
    }
  }

  /**
   * Looks up the name that an address calls its own.
   *
   * @param address the address
   * @param deadline when to give up
   * @return the name; empty where there is none, or none in time
   */
  public Optional<String> nameOf(InetAddress address, Deadline deadline) {
    try {
      String name = bounded(address::getCanonicalHostName, deadline);
      return name.equals(address.getHostAddress()) ? Optional.empty() : Optional.of(name);
    } catch (InetException | ExecutionException e) {
      return Optional.empty();
    }
  }

  private static <T> T bounded(Callable<T> call, Deadline deadline)
      throws InetException, ExecutionException {
    var lookup = new FutureTask<>(call);
    var thread = new Thread(lookup, "inet-resolve");
    thread.setDaemon(true);
    thread.start();
    try {
      return lookup.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw deadline.passed().during(Phase.RESOLVE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while resolving");
      throw new InetException(Failure.HOST_NAME, "interrupted", interrupted);
    }
  }

  /** The JDK says "name: reason" or the name alone. */
  private static String reason(String message, String host) {
    return message.startsWith(host + ": ") ? ": " + message.substring(host.length() + 2) : "";
  }
}
