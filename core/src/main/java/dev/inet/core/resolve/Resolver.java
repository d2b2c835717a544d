package dev.inet.core.resolve;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.InetException;
import java.net.InetAddress;
import java.util.List;

/** Turns the name of a peer into addresses. Literal addresses never reach a resolver. */
@FunctionalInterface
public interface Resolver {
  /**
   * Looks a name up.
   *
   * @param peer the peer; its host is as it stands on the wire, its port serves only rules that
   *     name one
   * @param deadline when to give up
   * @return the addresses in the order of preference; never empty
   * @throws InetException as {@link dev.inet.core.Failure#HOST_NAME} where there is no address, as
   *     {@link dev.inet.core.Failure#TIMEOUT} where the deadline came first
   */
  List<InetAddress> resolve(Endpoint peer, Deadline deadline) throws InetException;
}
