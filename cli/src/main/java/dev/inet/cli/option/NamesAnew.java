package dev.inet.cli.option;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.InetException;
import dev.inet.core.resolve.Literals;
import dev.inet.core.resolve.Resolver;
import dev.inet.core.resolve.SystemResolver;
import java.net.InetAddress;
import java.security.Security;
import java.util.List;

/**
 * The operating system's resolver, which is asked each time: for ten seconds a JVM believes that a
 * name still is not there, so that another try would not look.
 */
final class NamesAnew implements Resolver {
  private final Resolver system = new SystemResolver();

  @Override
  public List<InetAddress> resolve(Endpoint peer, Deadline deadline) throws InetException {
    if (!Literals.isLocalhost(peer.host())) {
      // No sooner: who asks for no name need not wait until the JVM has read its properties.
      Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }
    return system.resolve(peer, deadline);
  }
}
